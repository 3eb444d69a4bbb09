// The page of one post: its remarks without leaving it, and who else is here.

import { keys, part } from './desk.js'
import { attachNotes, quoteSelection } from './notes.js'
import { attend } from './presence.js'

const panel = document.getElementById('notes')

async function renew () {
  const fresh = await part(location.href)
  const now = fresh.querySelector('#notes')
  if (!now || panel.contains(document.activeElement) && document.activeElement.value) return
  panel.replaceChildren(...now.childNodes)
  attachNotes(panel, renew)
}

if (panel) {
  attachNotes(panel, renew)
  const { post } = panel.dataset
  const typing = () => panel.contains(document.activeElement) && Boolean(document.activeElement.value)
  attend(() => ({ post, edits: typing() }), (present) => showNames(present[post] ?? []))
  keys({
    c: () => {
      quoteSelection(panel, String(getSelection()).trim().slice(0, 200))
      panel.querySelector('[data-new] textarea')?.focus()
    },
  })
}

/** The people who have this post before their eyes, beside its heading. */
function showNames (pills) {
  const top = document.querySelector('.top .grow')
  for (const each of document.querySelectorAll('.top .pillname')) each.remove()
  top.before(...pills)
}
