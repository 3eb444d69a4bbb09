// Presence: this page says every 20 seconds which post it shows, and shows who else does. Nobody signs
// off; what is not said again is over by itself.

import { ask, listen, words } from './desk.js'

const AGAIN = 20_000 // ms; the desk forgets after 50 seconds

/**
 * Say where this page is: `here` gives {post, edits}. `show` gets {post: [pill, ...]} when that changes.
 */
export function attend (here, show) {
  let waiting
  const look = async () => {
    if (document.hidden) return
    const { post, edits } = here()
    if (!post) return
    const body = { post, edits: Boolean(edits) }
    const { items } = await ask('PUT', '/api/v1/presence', body).catch(() => ({ items: [] }))
    show(byPost(items))
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

/** post -> a pill for each who is there. */
function byPost (items) {
  const all = {}
  for (const item of items) (all[item.post] ??= []).push(pill(item))
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
