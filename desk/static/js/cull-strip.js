// What is known of each photo: the strip of the page holds it, so nothing is told twice.
const strip = document.querySelector('[data-strip]')
const copies = new Map() // photos that are no part of the strip: folded copies
const FIELDS = ['version', 'choice', 'rating', 'comment', 'reason']
const hearing = []

export const all = () => [...strip.querySelectorAll('.th')]
export const item = (id) => all().find((each) => each.dataset.id === id)
export const current = () => strip.querySelector('.th.cur')

/** keep, drop, later, or "" for what nobody has said anything about. */
export const status = ({ choice, reason }) => choice === 'undecided' ? (reason === 'later' ? 'later' : '') : choice

/** `heard(id, before, after)` of every change of a photo on the strip, with its status. */
export const onChange = (heard) => hearing.push(heard)

export function said (id) {
  const from = item(id)?.dataset ?? copies.get(id) ?? {}
  return {
    version: Number(from.version ?? 0),
    choice: from.choice ?? 'undecided',
    rating: Number(from.rating ?? 0),
    comment: from.comment ?? '',
    reason: from.reason ?? ''
  }
}

/** Posts still to go out that show a photo, and how many of them are approved: a drop brings them back. */
export function ahead (id) {
  const { posts = 0, approved = 0 } = item(id)?.dataset ?? copies.get(id) ?? {}
  return { posts: Number(posts), approved: Number(approved) }
}

export function putAhead (id, { posts, approved }) {
  const one = item(id)
  if (one) Object.assign(one.dataset, { posts, approved })
  else copies.set(id, { ...copies.get(id), posts, approved })
}

export function put (id, now) {
  const one = item(id)
  if (!one) { copies.set(id, { ...said(id), ...now }); return }
  const before = status(said(id))
  for (const name of FIELDS) if (now[name] !== undefined) one.dataset[name] = now[name]
  const after = status(said(id))
  one.classList.remove('keep', 'drop', 'later')
  if (after) one.classList.add(after)
  for (const heard of hearing) heard(id, before, after)
}

/** What a panel tells of copies that are no part of the strip; what was said here since is newer. */
export function learn (panel) {
  for (const { dataset } of panel.querySelectorAll('[data-copy]')) {
    const known = copies.get(dataset.copy)
    if (item(dataset.copy) || known?.version > Number(dataset.version)) continue
    copies.set(dataset.copy, { ...dataset, rating: 0, comment: '', reason: '' })
  }
}
