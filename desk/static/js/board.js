// The week board: which cell is selected, keys, dragging, and everything that changes a post.
// The page works without this file; here its links and forms become quick, and what changed is renewed in place.

import { ask, keys, listen, part, Refused, say, undo, words } from './desk.js'
import { attach, guardDrafts, overtaken, resolveConflict } from './inspector.js'
import { askReason, confirmStrip, openTray } from './tray.js'

const page = document.getElementById('week')
const side = document.getElementById('inspector')
const params = () => new URLSearchParams(location.search)
let carried = null // the cell that is lifted
let looking // the request for the inspector that is under way

document.documentElement.classList.add('js')

export const cells = () => [...page.querySelectorAll('.cell')]
export const cellOf = (id) => page.querySelector(`.cell[data-cell="${CSS.escape(id)}"]`)
export const selected = () => page.querySelector('.cell[aria-selected="true"]')
const card = (cell) => cell.querySelector('.card')
const seen = (cell) => ({ id: cell.dataset.cell, revision: Number(cell.dataset.revision) })
const sight = (cell) => ({
  id: cell.dataset.cell,
  version: Number(cell.dataset.version),
  text_sha256: cell.dataset.text,
  poster_sha256: cell.dataset.pixels,
})
const mayApprove = () => page.dataset.may.includes('approve')
const mayAmend = () => page.dataset.may.includes('amend')

/** What only a script can do to a fresh board: the day's colour, and one place for the Tab key. */
function dress () {
  for (const cell of cells()) {
    if (cell.dataset.th) cell.style.setProperty('--th', cell.dataset.th)
    card(cell).tabIndex = cell.getAttribute('aria-selected') === 'true' ? 0 : -1
  }
  for (const button of page.querySelectorAll('[data-help]')) button.hidden = false
}

/** Select a cell: at once on the board, a moment later in the inspector, and in the address. */
export function select (cell, { focus = true, look = true } = {}) {
  if (!cell) return
  for (const each of cells()) {
    const is = each === cell
    each.setAttribute('aria-selected', String(is))
    card(each).classList.toggle('sel', is)
    card(each).classList.toggle('lit', each.dataset.day === cell.dataset.day)
    card(each).tabIndex = is ? 0 : -1
  }
  if (focus) card(cell).focus()
  const query = params()
  query.set('sel', cell.dataset.cell)
  history.replaceState(null, '', `?${query}`)
  document.querySelector('.seg [data-day]').setAttribute('href', `/day/${encodeURIComponent(page.dataset.group)}/${cell.dataset.day}/preview`)
  if (look) inspect()
}

/** Show the selected cell in the inspector; the last one asked for wins. */
export async function inspect ({ tab } = {}) {
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
  const now = selected() ?? cellOf(params().get('sel') ?? '') ?? cells()[0]
  const typing = !own && side.querySelector('.words')?.contains(document.activeElement)
  const look = (own || days.has(now?.dataset.day)) && !typing && !side.querySelector('.words.dirty')
  select(now, { focus: false, look })
  if (!own && !look && now) overtaken(now.dataset.revision)
}

/** Send a verb for some cells; say what happened to each, what moved besides, and offer to undo it. */
export async function act (verb, items, { why = '', done = words.done } = {}) {
  if (!items.length) return say(words.nothing)
  try {
    const answer = await ask('POST', `/api/v1/posts/${verb}`, { items, ...(why && { why }) })
    await told(answer, done)
    return answer
  } catch (error) {
    say(error instanceof Refused ? error.message : words.notReached)
  }
}

async function told (answer, done) {
  const ends = Object.values(answer.outcomes)
  const well = ends.filter((end) => end.status === 'done')
  const also = well.flatMap((end) => end.also).map((post) => `${post.day} ${slotWord(post.slot)}`)
  const parts = well.length ? [well.length > 1 ? `${done} ${well.length}` : done] : []
  if (also.length) parts.push(words.also + also.join('、'))
  parts.push(...ends.filter((end) => end.status !== 'done').map((end) => end.message))
  if (answer.entry && !parts.length) parts.push(words.planned) // no post changed, but what its day tells
  await renew({ own: true }) // before it is said: the next key is for what the board shows now
  if (answer.entry) say(parts.join(' · '), words.undo, () => undo())
  else say(parts.join(' · ') || words.nothing)
}

const slotWord = (slot) => page.querySelector(`.cell[data-slot="${slot}"]`)?.closest('.row').querySelector('.rh b').textContent ?? slot

// -- verbs of the selected cell -------------------------------------------------------------------
const approve = () => {
  const cell = selected()
  if (!mayApprove() || !cell) return
  if (!('pending' in cell.dataset)) return say(words.nothing)
  act('approve', [sight(cell)], { done: words.approved })
}
async function sendBack (cell = selected()) {
  if (!mayAmend() || !cell?.dataset.revision) return
  const why = await askReason(card(cell).querySelector('.vh').textContent)
  if (why) act('return', [seen(cell)], { why, done: words.returned })
}
async function approveAll () {
  if (!mayApprove()) return
  const waiting = cells().filter((cell) => 'pending' in cell.dataset)
  if (!waiting.length) return say(words.nothing)
  if (await confirmStrip(waiting)) act('approve', waiting.map(sight), { done: words.approved })
}
async function swap () {
  const cell = selected()
  if (!mayAmend() || !cell?.dataset.revision) return
  const query = params()
  query.set('part', 'tray')
  const choice = await openTray(`${location.pathname}?${query}`)
  if (choice) act('swap', [{ ...seen(cell), ...choice }], { done: words.swapped })
}
function exchange (from, to) {
  if (!from || !to || from === to) return
  if (!from.dataset.revision) return say(words.here)
  if (to.dataset.revision && !['gone', 'gap'].includes(to.dataset.kind)) {
    const other = seen(to)
    return act('exchange', [{ ...seen(from), other: other.id, other_revision: other.revision }], { done: words.exchanged })
  }
  return act('postpone', [{ ...seen(from), day: to.dataset.day, slot: to.dataset.slot }], { done: words.postponed })
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
  if (carried) for (const cell of cells()) cell.classList.toggle('target', cell === next && cell !== carried)
}
function lift () {
  const cell = selected()
  if (carried) {
    const from = carried
    drop()
    return exchange(from, cell)
  }
  if (!mayAmend() || !cell?.dataset.revision) return
  carried = cell
  card(cell).classList.add('lifted')
  say(words.lifted)
}
function drop () {
  carried = null
  for (const each of page.querySelectorAll('.lifted')) each.classList.remove('lifted')
  for (const each of page.querySelectorAll('.target')) each.classList.remove('target')
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
  d: () => location.assign(`/day/${encodeURIComponent(page.dataset.group)}/${selected().dataset.day}/preview`),
  z: () => undo(),
  'shift+z': () => undo('/api/v1/redo'),
  escape: drop,
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
  carried = cell
  card(cell).classList.add('lifted')
  event.dataTransfer.effectAllowed = 'move'
  event.dataTransfer.setData('text/plain', cell.dataset.cell)
})
page.addEventListener('dragover', (event) => {
  const cell = event.target.closest?.('.cell')
  if (!carried || !cell) return
  event.preventDefault()
  for (const each of cells()) each.classList.toggle('target', each === cell && each !== carried)
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
  if (!verb) return
  event.preventDefault()
  const texts = new FormData(form).getAll('seen').map((text) => text.split(' '))
  const items = texts.map(([id, number, text, pixels]) => verb === 'approve'
    ? { id, version: Number(number), text_sha256: text, poster_sha256: pixels }
    : { id, revision: Number(number) })
  act(verb, items, { done: words[NAMES[verb]] })
})
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

// -- what others do --------------------------------------------------------------------------------
let waiting
listen((change) => {
  const mine = page.dataset.group
  if (change.kind === 'post' ? !cellOf(change.what) : change.kind !== 'group' || change.what !== mine) return
  clearTimeout(waiting)
  waiting = setTimeout(() => renew(), 150)
})
document.addEventListener('changed', () => renew({ own: true }))
document.addEventListener('saved', (event) => told({ outcomes: { 1: { status: 'done', also: [] } }, entry: event.detail.entry }, words.saved))
document.addEventListener('conflict', (event) => resolveConflict(event.detail))

dress()
attach(side)
