// The list of stories: on and back by key, a row looked at beside it, renewed as others write.
import { keys, listen, reload, undo } from './desk.js'

const rows = () => [...document.querySelectorAll('[data-row]')]
const wide = matchMedia('(min-width: 1180px)')

function step (by) {
  const list = rows()
  const here = document.activeElement.closest('[data-row]') ?? document.querySelector('.on [data-row]')
  const at = list.indexOf(here)
  list[Math.min(list.length - 1, Math.max(0, at + by))]?.focus()
}

/** What is chosen stands beside the list, where there is room for it; a second click opens it. */
async function peek (row) {
  const on = row.closest('li')
  if (on.classList.contains('on')) return
  document.querySelector('.storyrows .on')?.classList.remove('on')
  on.classList.add('on')
  const sent = await fetch(row.dataset.peek)
  if (!sent.ok || !on.classList.contains('on')) return
  const { fragment } = await import('./markup.js')
  const fresh = fragment(await sent.text()).querySelector('.peek')
  if (fresh) document.querySelector('.peek')?.replaceWith(fresh)
  history.replaceState(null, '', row.dataset.peek)
}

for (const row of rows()) row.addEventListener('focus', () => { if (wide.matches) peek(row) })
keys({
  j: () => step(1),
  arrowdown: () => step(1),
  k: () => step(-1),
  arrowup: () => step(-1),
  n: () => document.querySelector('[data-key="n"]')?.click(),
  '/': () => document.querySelector('.filters a')?.focus(),
  z: () => undo(),
  'shift+z': () => undo('/api/v1/redo'),
  '?': () => document.getElementById('keys')?.showModal()
})
document.addEventListener('changed', () => reload())
let waiting
listen(({ kind }) => {
  if (kind !== 'story' && kind !== 'all') return
  clearTimeout(waiting)
  waiting = setTimeout(() => location.reload(), 1500)
})
