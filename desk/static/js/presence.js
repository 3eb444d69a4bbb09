// Presence: this page says every 20 seconds which post it shows, and shows who else does. Nobody signs off; what is
// not said again is over by itself.

import { ask, listen, words } from './desk.js'

const AGAIN = 20_000 // ms; the desk forgets after 50 seconds
let others = {} // post -> [{name, called, edits}]

/**
 * Say where this page is: `here` gives {post, edits}. `show` gets {post: [pill, ...]} whenever somebody comes or goes.
 */
export function attend (here, show) {
  let waiting
  const look = async () => {
    if (document.hidden) return
    const { post, edits } = here()
    if (!post) return
    const { items } = await ask('PUT', '/api/v1/presence', { post, edits: Boolean(edits) }).catch(() => ({ items: [] }))
    others = Object.groupBy ? Object.groupBy(items, (item) => item.post) : byPost(items)
    show(Object.fromEntries(Object.entries(others).map(([key, list]) => [key, list.map(pill)])))
  }
  setInterval(look, AGAIN)
  document.addEventListener('visibilitychange', look)
  listen(({ kind }) => {
    if (kind !== 'presence') return
    clearTimeout(waiting)
    waiting = setTimeout(look, 400)
  })
  look()
  return look
}

function byPost (items) {
  const all = {}
  for (const item of items) (all[item.post] ??= []).push(item)
  return all
}

function pill ({ called, edits }) {
  const node = document.createElement('span')
  node.className = edits ? 'pillname edits' : 'pillname'
  node.textContent = called
  node.title = `${called} ${edits ? words.edits : words.looks}`
  const state = document.createElement('span')
  state.className = 'vh'
  state.textContent = edits ? words.edits : words.looks
  node.append(state)
  return node
}
