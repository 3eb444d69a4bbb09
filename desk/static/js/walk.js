// Keys of the pages that are lists or one post: on and back through what is listed, and each action's own key.
import { keys, reload, undo } from './desk.js'

const rows = () => [...document.querySelectorAll('[data-row]')]
const act = (key) => document.querySelector(`[data-key="${key}"]`)

function step (by) {
  const list = rows()
  const at = list.indexOf(document.activeElement.closest?.('[data-row]'))
  list[at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + by))]?.focus()
}

/** The action of a key: fields are gone to, buttons and links are used; one that is greyed says why by itself. */
function use (key) {
  const one = act(key)
  one?.matches('input, textarea') ? one.focus() : one?.click()
}

if (rows().length) {
  keys({ j: () => step(1), arrowdown: () => step(1), k: () => step(-1), arrowup: () => step(-1) })
}
keys(Object.fromEntries([...document.querySelectorAll('[data-key]')].map(({ dataset: { key } }) => [key, () => use(key)])))
keys({ z: () => undo(), 'shift+z': () => undo('/api/v1/redo'), '?': () => document.getElementById('keys')?.showModal() })
if (!document.querySelector('[data-bulk]')) document.addEventListener('changed', () => reload())

// Enter in the reason of a return sends it back; the first button of the form would approve it.
document.querySelector('input[data-key="r"]')?.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return
  event.preventDefault()
  event.target.form.requestSubmit(event.target.form.querySelector('[formaction="/queue/return"]'))
})
