// Words typed into a post and not saved: kept in the browser by post and version until they are saved or dropped.
// A page that approves leaves posts alone that somebody typed into elsewhere in this browser.
import { say, words } from './desk.js'

const KEEP = 14 * 86400e3 // ms: older drafts of nobody's are thrown away

export function keepDraft (id, version, said) {
  localStorage.setItem(`draft:${id}:${version}`, JSON.stringify({ said, at: Date.now() }))
}

export const dropDraft = (id, version) => localStorage.removeItem(`draft:${id}:${version}`)

/** The newest draft of a post there is, be it of an earlier version. Drafts nobody came back to are dropped. */
export function draftOf (id) {
  let newest = null
  for (const key of Object.keys(localStorage).filter((key) => key.startsWith('draft:'))) {
    const draft = JSON.parse(localStorage.getItem(key))
    if (Date.now() - draft.at > KEEP) localStorage.removeItem(key)
    else if (key.startsWith(`draft:${id}:`) && (!newest || draft.at > newest.at)) newest = draft
  }
  return newest
}

export function forget (id) {
  for (const key of Object.keys(localStorage)) if (key.startsWith(`draft:${id}:`)) localStorage.removeItem(key)
}

// A form that approves one post by itself: not while words of it wait in this browser.
document.addEventListener('submit', (event) => {
  const id = event.target.dataset?.guards
  if (!id || event.submitter?.formAction.endsWith('/queue/return') || !draftOf(id)) return
  event.preventDefault()
  say(words.draftFirst)
})
