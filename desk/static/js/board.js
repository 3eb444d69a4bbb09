// The week board: which cell is selected, keys, dragging, and everything that changes a post.
// The page works without this file; here its links and forms become quick, and what changed is renewed in place.

import { ask, keys, listen, part, Refused, say, undo, words } from './desk.js'
import { attachNotes, quoteSelection } from './notes.js'
import { attach, clash, guardDrafts, hasDraft, overtaken, rebase, resolveConflict, saved, shownOf, unsaved } from './inspector.js'
import { attend } from './presence.js'
import { askReason, confirmStrip, openTray } from './tray.js'

const page = document.getElementById('week')
const side = document.getElementById('inspector')
const params = () => new URLSearchParams(location.search)
let carried = null // the cell that is lifted
let hovered // the cell under a lifted post
let hint // what is said while a post is lifted: where it may go
let moving // until the desk hears which cell is looked at
let looking // the request for the inspector that is under way

document.documentElement.classList.add('js')

export const cells = () => [...page.querySelectorAll('.cell')]
const cellOf = (id) => page.querySelector(`.cell[data-cell="${CSS.escape(id)}"]`)
export const selected = () => page.querySelector('.cell[aria-selected="true"]')
const card = (cell) => cell.querySelector('.card')
const seen = (cell) => ({ id: cell.dataset.cell, revision: Number(cell.dataset.revision) })
const pending = () => [...cells()].filter((cell) => 'pending' in cell.dataset).sort(byTime)
const byTime = (one, other) => one.dataset.day.localeCompare(other.dataset.day) // rows are in the order of the day
const called = (cell) => card(cell).querySelector(':scope > .vh').textContent
const mayApprove = () => page.dataset.may.includes('approve')
const mayAmend = () => page.dataset.may.includes('amend')

/** What only a script can do to a fresh board: the day's colour, and one place for the Tab key. */
function dress () {
  for (const cell of cells()) {
    if (cell.dataset.th) cell.style.setProperty('--th', cell.dataset.th)
    card(cell).tabIndex = cell.getAttribute('aria-selected') === 'true' ? 0 : -1
  }
  for (const button of page.querySelectorAll('[data-help]')) button.hidden = false
  awaitPosters()
}

const AGAIN = 15_000 // ms until the board asks again for posters that are not drawn yet
let asking
/** Whoever draws them may say nothing of it: while a poster is awaited, the board asks now and then. */
function awaitPosters () {
  clearTimeout(asking)
  if (!page.querySelector('[data-awaited]')) return
  asking = setTimeout(() => document.hidden ? awaitPosters() : renew().catch(awaitPosters), AGAIN)
}

/** Select a cell: at once on the board, a moment later in the inspector, and in the address. */
export function select (cell, { focus = true, look = true, chosen = true } = {}) {
  if (!cell) return
  for (const each of cells()) {
    const is = each === cell
    each.setAttribute('aria-selected', String(is))
    card(each).classList.toggle('sel', is)
    card(each).classList.toggle('lit', each.dataset.day === cell.dataset.day)
    card(each).tabIndex = is ? 0 : -1
  }
  if (focus) card(cell).focus()
  if (chosen) {
    const query = params()
    query.set('sel', cell.dataset.cell)
    history.replaceState(null, '', `?${query}`)
  }
  document.querySelector('.seg [data-day]').setAttribute('href', `/day/${encodeURIComponent(page.dataset.group)}/${cell.dataset.day}/preview`)
  if (look) inspect()
  clearTimeout(moving)
  moving = setTimeout(() => sayWhere(), 700)
}

/** Show the selected cell in the inspector; the last one asked for wins. */
async function inspect ({ tab } = {}) {
  const query = params()
  if (tab) query.set('tab', tab)
  history.replaceState(null, '', `?${query}`)
  query.set('part', 'inspector')
  looking?.abort()
  looking = new AbortController()
  try {
    const nodes = await part(`${location.pathname}?${query}`, looking.signal)
    const focused = side.contains(document.activeElement) ? document.activeElement.id : ''
    guardDrafts()
    side.replaceChildren(nodes)
    attach(side)
    attachNotes(side, () => renew({ own: true }))
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true })
  } catch (error) {
    if (error.name !== 'AbortError') say(words.notReached)
  }
}

/** What a cell says, without what this script did to it. */
const face = (cell) => JSON.stringify({ ...cell.dataset }) + card(cell).textContent

/**
 * Fetch the board anew and put in what is different; selection and focus stay, and so do unsaved words.
 * After an action of one's own the inspector is renewed in any case.
 */
export async function renew ({ own = false } = {}) {
  const query = params()
  query.set('part', 'board')
  const nodes = await part(`${location.pathname}?${query}`)
  const focused = document.activeElement?.closest?.('.cell')?.dataset.cell
  const current = selected()?.dataset.cell ?? params().get('sel') ?? ''
  const days = new Set()
  for (const fresh of nodes.querySelectorAll('.cell')) {
    const stale = cellOf(fresh.dataset.cell)
    if (!stale || face(stale) === face(fresh)) continue
    stale.replaceWith(fresh)
    days.add(fresh.dataset.day)
  }
  for (const name of ['sub', 'phone']) {
    page.querySelector(`[data-part="${name}"]`)?.replaceWith(nodes.querySelector(`[data-part="${name}"]`))
  }
  dress()
  if (focused) card(cellOf(focused))?.focus({ preventScroll: true })
  const now = cellOf(current) ?? cells()[0]
  rebase(now.dataset.cell, Number(now.dataset.version), Number(now.dataset.revision))
  const typing = !own && side.querySelector('.words, .notes')?.contains(document.activeElement)
  const look = (own || days.has(now?.dataset.day)) && !typing && !side.querySelector('.words.dirty')
  select(now, { focus: false, look, chosen: params().has('sel') }) // what others change chooses nothing
  if (!own && !look && now) overtaken(now.dataset.revision)
}

/** Send a verb for some cells; say what happened to each, what moved besides, and offer to undo it. */
export async function act (verb, items, { why = '', done = words.done, left = '', then } = {}) {
  if (!items.length) return say(left || words.nothing)
  if (REWRITES.has(verb) && items.some((item) => [item.id, item.other].includes(unsaved()))) return say(words.draftFirst)
  try {
    const answer = await ask('POST', `/api/v1/posts/${verb}`, { items, ...(why && { why }) })
    for (const item of items) if (item.draft && answer.outcomes[item.id].status === 'done') saved(item.id)
    await told(answer, done, left, then)
    return answer
  } catch (error) {
    say(error instanceof Refused ? error.message : words.notReached)
  }
}

const REWRITES = new Set(['swap', 'exchange', 'postpone', 'withdraw']) // not over words that are not saved

async function told (answer, done, left = '', then) {
  const ends = Object.values(answer.outcomes)
  const well = ends.filter((end) => end.status === 'done')
  const also = well.flatMap((end) => end.also).map((post) => `${dayWord(post.day)} ${slotWord(post.slot)}`)
  const parts = well.length ? [well.length > 1 ? `${done} ${well.length}` : done] : []
  if (also.length) parts.push(words.also + also.join('、'))
  parts.push(...ends.filter((end) => end.status !== 'done').map((end) => end.message))
  if (answer.entry && !parts.length) parts.push(words.planned) // no post changed, but what its day tells
  if (left) parts.push(left)
  await renew({ own: true }) // before it is said: the next key is for what the board shows now
  if (well.length) parts.push(...[then?.()].filter(Boolean))
  if (answer.entry) say(parts.join(' · '), words.undo, () => undo('/api/v1/undo', answer.entry === true ? undefined : answer.entry))
  else say(parts.join(' · ') || words.nothing)
}

const dayWord = (day) => page.querySelector(`.dh[data-day="${day}"]`)?.dataset.name ?? day
const slotWord = (slot) => page.querySelector(`.cell[data-slot="${slot}"]`)?.closest('.row').querySelector('.rh b').textContent ?? slot

// -- verbs of the selected cell -------------------------------------------------------------------
let approving = false // a second key while the first is on its way approves nothing
let underway = Promise.resolve() // the approval that was sent last: undo waits until it has gone on to its next cell

/** Approve what the inspector shows, unsaved words with it, and go on to the next cell that waits. */
async function approve () {
  if (!mayApprove() || approving) return
  approving = true
  try {
    if (!params().get('sel')) return lookFirst()
    const id = selected()?.dataset.cell
    if (!id || !('pending' in selected().dataset || unsaved() === id)) return say(words.nothing)
    if (hasDraft(id)) return say(words.draftFirst)
    const shown = await shownOf(id)
    if (!shown) return say(unsaved() === id ? words.noFit : words.opening)
    await approveItems([shown.item], { on: true })
  } finally {
    approving = false
  }
}

/** Nobody chose a cell yet: the first key shows what waits, and approves nothing. */
function lookFirst () {
  const [first] = pending()
  if (!first) return say(words.nothing)
  select(first)
  first.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  say(words.lookFirst)
}

/** Approve items as they were shown; drafts are saved with them. `on`: to the next one that waits. */
async function approveItems (items, { on = false, left = '' } = {}) {
  const place = selected()?.dataset
  const then = () => on && goOn(place)
  underway = act('approve', items, { done: words.approved, left, then })
  const answer = await underway
  const [draft] = items.filter((item) => item.draft)
  if (answer?.outcomes[draft?.id]?.status === 'conflict') await clash(draft.id)
}

function goOn ({ day, cell }) {
  const waiting = pending()
  const here = cells().indexOf(cellOf(cell))
  const later = (each) => each.dataset.day > day || (each.dataset.day === day && cells().indexOf(each) > here)
  const next = waiting.find(later) ?? waiting[0]
  if (next) select(next)
  else return words.allDone
}

/** Of these posts what may be approved as it is shown, and the names of those with words that wait. */
async function shownOfAll (ids) {
  const free = ids.filter((id) => !hasDraft(id))
  const left = ids.filter((id) => hasDraft(id)).map((id) => called(cellOf(id)))
  const open = free.includes(unsaved()) ? await shownOf(unsaved()) : null
  if (free.includes(unsaved()) && !open) left.push(called(cellOf(unsaved())))
  return { open, free: free.filter((id) => id !== unsaved() || open), left: left.length ? words.draftsLeft.replace('{which}', left.join('、')) : '' }
}
async function sendBack (cell = selected()) {
  if (!mayAmend() || !cell?.dataset.revision) return
  const why = await askReason(card(cell).querySelector('.vh').textContent)
  if (why) act('return', [seen(cell)], { why, done: words.returned })
}
/** The strip shows what the desk has now, text and poster, and unsaved words; the yes is for these very items. */
async function approveAll () {
  if (!mayApprove() || approving) return
  approving = true
  try {
    const { open, free, left } = await shownOfAll(pending().map((cell) => cell.dataset.cell))
    if (!free.length) return say(left || words.nothing)
    const query = new URLSearchParams({ group: page.dataset.group, first: page.dataset.first, last: page.dataset.last, most: 200 })
    const { items } = await ask('GET', `/api/v1/posts?${query}`)
    const shown = items.filter((post) => post.state === 'in_review' && free.includes(post.id)).map((post) => post.id === open?.item.id
      ? { ...open, name: `${called(cellOf(post.id))} · ${words.withDraft}`, picture: open.picture ?? pictureOf(post) }
      : { item: sightOf(post), name: called(cellOf(post.id)), text: post.text, picture: pictureOf(post) })
    if (shown.length && await confirmStrip(shown, left)) await approveItems(shown.map((each) => each.item), { left })
  } catch (error) {
    say(error instanceof Refused ? error.message : words.notReached)
  } finally {
    approving = false
  }
}
const sightOf = ({ id, version, text_sha256, poster_sha256 }) => ({ id, version, text_sha256, poster_sha256 })
const pictureOf = (post) => `/media/poster/${post.poster}/384.jpg`
async function swap () {
  const cell = selected()
  if (!mayAmend() || !cell?.dataset.revision) return
  const query = params()
  query.set('part', 'tray')
  const choice = await openTray(`${location.pathname}?${query}`)
  if (choice) act('swap', [{ ...seen(cell), ...choice }], { done: words.swapped })
}
const fits = (from, to) => from.dataset.slot === to.dataset.slot
const whyNot = (from, to) => words.otherSlot.replaceAll('{slot}', slotWord(from.dataset.slot)).replace('{there}', slotWord(to.dataset.slot))
function exchange (from, to) {
  if (!from || !to || from === to) return
  if (!fits(from, to)) return say(whyNot(from, to))
  if (!from.dataset.revision) return say(words.here)
  if (to.dataset.revision && !['gone', 'gap'].includes(to.dataset.kind)) {
    const other = seen(to)
    return act('exchange', [{ ...seen(from), other: other.id, other_revision: other.revision }], { done: words.exchanged })
  }
  return act('postpone', [{ ...seen(from), day: to.dataset.day, slot: to.dataset.slot }], { done: words.postponed })
}

/** Write a remark; words selected in the chat are quoted. */
async function comment () {
  const quote = String(getSelection()).trim().slice(0, 200)
  await inspect({ tab: 'notes' })
  quoteSelection(side, quote)
  side.querySelector('[data-new] textarea')?.focus()
}

/** Undo here; not the post whose words are being typed, or they would stand over another version. */
async function takeBack () {
  await underway
  if (!unsaved()) return undo()
  const { items } = await ask('GET', `/api/v1/undo?group=${encodeURIComponent(page.dataset.group)}`)
  if (items.includes(unsaved())) return say(words.draftFirst)
  return undo()
}

// -- keys ------------------------------------------------------------------------------------------
function step (across, down) {
  const rows = [...page.querySelectorAll('.board .row')].slice(1).map((row) => [...row.querySelectorAll('.cell')])
  const now = selected()
  const at = rows.findIndex((row) => row.includes(now))
  const row = rows[Math.min(rows.length - 1, Math.max(0, at + down))]
  const column = at < 0 ? 0 : rows[at].indexOf(now)
  const next = row[Math.min(row.length - 1, Math.max(0, column + across))]
  select(next)
  if (carried) over(next)
}
/** The lifted post is over a cell: which one it would go to, or why not. */
function over (cell) {
  for (const each of cells()) each.classList.toggle('target', each === cell && each !== carried && fits(carried, cell))
  if (!fits(carried, cell)) hint = say(whyNot(carried, cell))
}
function carry (cell) {
  carried = cell
  card(cell).classList.add('lifted')
  for (const each of cells()) each.classList.toggle('barred', !fits(cell, each))
}
function lift () {
  const cell = selected()
  if (carried) {
    const from = carried
    drop()
    return exchange(from, cell)
  }
  if (!mayAmend() || !cell?.dataset.revision) return
  carry(cell)
  hint = say(words.lifted)
}
function drop () {
  carried = null
  for (const each of page.querySelectorAll('.lifted')) each.classList.remove('lifted')
  for (const each of page.querySelectorAll('.target, .barred')) each.classList.remove('target', 'barred')
  hovered = null
}

keys({
  ArrowLeft: () => step(-1, 0),
  ArrowRight: () => step(1, 0),
  ArrowUp: () => step(0, -1),
  ArrowDown: () => step(0, 1),
  Enter: (event) => {
    if (event.target.closest?.('a:not(.card), button, summary')) return event.target.click()
    location.assign(`/post/${encodeURIComponent(selected().dataset.cell)}`)
  },
  a: approve,
  'shift+a': approveAll,
  r: () => sendBack(),
  s: swap,
  e: () => (side.querySelector('[data-field]') ?? side.querySelector('[data-text]'))?.focus(),
  ' ': (event) => event.target.closest?.('button, summary') ? event.target.click() : lift(),
  '[': () => document.querySelector('[data-week="["]').click(),
  ']': () => document.querySelector('[data-week="]"]').click(),
  c: comment,
  '{': () => document.querySelector('[data-group-step="{"]')?.click(),
  '}': () => document.querySelector('[data-group-step="}"]')?.click(),
  d: () => location.assign(`/day/${encodeURIComponent(page.dataset.group)}/${selected().dataset.day}/preview`),
  z: takeBack,
  'shift+z': () => unsaved() ? say(words.draftFirst) : undo('/api/v1/redo'),
  escape: () => { drop(); hint?.remove() },
  '?': () => document.getElementById('help-dialog').showModal(),
})

// -- pointer ---------------------------------------------------------------------------------------
page.addEventListener('click', (event) => {
  const cell = event.target.closest('.cell')
  const chip = event.target.closest('[data-select]')
  if (event.target.closest('[data-help]')) return document.getElementById('help-dialog').showModal()
  if (event.metaKey || event.ctrlKey || (!cell && !chip)) return
  event.preventDefault()
  select(cell ?? cellOf(chip.dataset.select), { look: !chip })
  if (chip) inspect({ tab: 'trace' })
})
page.addEventListener('dragstart', (event) => {
  const cell = event.target.closest?.('.cell')
  if (!cell?.dataset.revision || !mayAmend()) return event.preventDefault()
  carry(cell)
  event.dataTransfer.effectAllowed = 'move'
  event.dataTransfer.setData('text/plain', cell.dataset.cell)
})
page.addEventListener('dragover', (event) => {
  const cell = event.target.closest?.('.cell')
  if (!carried || !cell) return
  if (fits(carried, cell)) event.preventDefault() // elsewhere the browser shows that it cannot be dropped
  if (cell !== hovered) over(cell)
  hovered = cell
})
page.addEventListener('drop', (event) => {
  const cell = event.target.closest?.('.cell')
  if (!carried || !cell) return
  event.preventDefault()
  const from = carried
  drop()
  exchange(from, cell)
})
page.addEventListener('dragend', drop)

// -- forms and links of the page, done without leaving it ------------------------------------------
const NAMES = { approve: 'approved', return: 'returned', lock: 'locked', unlock: 'unlocked', withdraw: 'withdrawn', reopen: 'reopened' }
document.addEventListener('submit', (event) => {
  const form = event.target
  const verb = form.dataset.act
  if (form.matches('[data-strip]')) {
    event.preventDefault()
    return approveAll()
  }
  if (event.submitter?.matches('[data-shown]')) return approveShown()
  if (!verb) return
  event.preventDefault()
  const texts = new FormData(form).getAll('seen').map((text) => text.split(' '))
  if (verb === 'approve') return approveForm(texts)
  act(verb, texts.map(([id, number]) => ({ id, revision: Number(number) })), { done: words[NAMES[verb]] })
})
/** The button of the inspector is for what stands beside it: the selected cell. */
function approveShown () {
  if (!params().get('sel')) select(selected(), { focus: false, look: false })
  approve()
}
/** A form of several posts, or of one on the phone: each as the form showed it. */
async function approveForm (texts) {
  const { open, free, left } = await shownOfAll(texts.map(([id]) => id))
  const items = texts.filter(([id]) => free.includes(id)).map(([id, number, text, pixels]) => id === open?.item.id
    ? open.item
    : { id, version: Number(number), text_sha256: text, poster_sha256: pixels })
  await approveItems(items, { left })
}
document.addEventListener('click', (event) => {
  const tab = event.target.closest?.('[data-tab]')
  const back = event.target.closest?.('[data-dialog="return"] > summary')
  const other = event.target.closest?.('[data-swap]')
  if (!tab && !back && !other) return
  event.preventDefault()
  if (tab) return inspect({ tab: tab.dataset.tab })
  if (other) return swap()
  const [id, revision] = back.parentElement.querySelector('[name=seen]').value.split(' ')
  const cell = cellOf(id)
  cell.dataset.revision = revision
  sendBack(cell)
})

/** Who else has a post of this week before their eyes: a name on its cell. */
const whereNow = () => {
  const { cell, revision } = selected()?.dataset ?? {}
  return { post: revision && cell, edits: Boolean(cell) && unsaved() === cell }
}
const sayWhere = attend(whereNow, (present) => {
  for (const each of page.querySelectorAll('.here-pills')) each.remove()
  for (const [id, pills] of Object.entries(present)) {
    const box = document.createElement('span')
    box.className = 'here-pills'
    box.append(...pills)
    cellOf(id)?.append(box)
  }
})

// -- what others do --------------------------------------------------------------------------------
let waiting
listen((change) => {
  const mine = page.dataset.group
  const isPost = ['post', 'comment'].includes(change.kind)
  if (isPost ? !cellOf(change.what) : change.kind !== 'group' || change.what !== mine) return
  clearTimeout(waiting)
  waiting = setTimeout(() => renew(), 150)
})
/** After an undo or redo: the board as it is, at the one post it was about. */
document.addEventListener('changed', async (event) => {
  await renew({ own: true })
  const about = Object.keys(event.detail?.outcomes ?? {}).filter(cellOf)
  if (about.length === 1 && about[0] !== selected()?.dataset.cell) select(cellOf(about[0]))
})
document.addEventListener('saved', (event) => told({ outcomes: { 1: { status: 'done', also: [] } }, entry: event.detail.entry }, words.saved))
document.addEventListener('conflict', (event) => resolveConflict(event.detail))

dress()
attach(side)
attachNotes(side, () => renew({ own: true }))
