// What a photo is called on this page: its words, else its author.
import { words } from './desk.js'
import { fill } from './cull-progress.js'
import { item } from './cull-strip.js'

const LONGEST = 18 // characters

/** What a photo is called on this page, and its pictures' text; whether that is another now. */
export function rename (id, { text, nickname }) {
  const one = item(id)
  if (!one) return false
  const name = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text || nickname || id
  const alt = fill(words.alt, { who: nickname || words.nobody, said: text })
  const another = one.dataset.alt !== alt
  Object.assign(one.dataset, { name, alt })
  return another
}
