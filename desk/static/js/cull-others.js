// What others say of the photos on this strip: read anew when the desk tells of it, never over what is under way.
import { ask, listen, words } from './desk.js'
import { rename } from './cull-names.js'
import { item, put, putAhead, said } from './cull-strip.js'

const NOTHING_SAID = { version: 0, choice: 'undecided', rating: 0, comment: '', reason: '' }
const TOGETHER = 120 // ms: a decision on many tells of each

/** Put what the desk knows of a photo now on the strip; whether its comment, author or words are others. */
export async function renew (id) {
  const { submission, ahead } = await ask('GET', `/api/v1/submissions/${encodeURIComponent(id)}`)
  const { version, choice, rating, comment, reason } = submission.decision ?? NOTHING_SAID
  const another = rename(id, submission) || said(id).comment !== comment
  put(id, { version, choice, rating, comment, reason })
  putAhead(id, ahead)
  return another
}

/** Heed what others change: `mine(id)` is true while an own decision is on its way, `changed(id, comment)` hears. */
export function heed ({ mine, changed }) {
  const told = new Set()
  let soon
  listen(({ kind, what }) => {
    if (kind !== 'submission' || !item(what)) return
    told.add(what)
    clearTimeout(soon)
    soon = setTimeout(look, TOGETHER)
  })

  async function look () {
    const ids = [...told].filter((id) => !mine(id))
    told.clear()
    for (const id of ids) {
      const another = await renew(id).catch(() => null) // gone, or out of reach: the next change asks again
      if (another !== null) changed(id, another)
    }
  }
}

/** A line above the photo: somebody was faster. `again` says one's own once more. */
export function clash (mine, { item: theirs, message }, again) {
  const { version, choice, rating, comment, reason } = theirs
  put(mine.id, { version, choice, rating, comment, reason })
  const row = document.createElement('div')
  row.className = 'note wait clash'
  const text = document.createElement('span')
  text.textContent = `${item(mine.id)?.dataset.name ?? mine.id}: ${message}`
  row.append(text, answer(words.theirs, () => {}), answer(words.mine, again))
  document.querySelector('[data-clashes]').append(row)

  function answer (label, act) {
    const button = document.createElement('button')
    button.className = 'btn'
    button.textContent = label
    button.addEventListener('click', () => { row.remove(); act() })
    return button
  }
}
