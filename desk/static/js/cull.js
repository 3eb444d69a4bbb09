// Culling: decide at once in the browser, send behind it, in order; the strip of the page holds what is known.
import { ask, keys, say, words } from './desk.js'
import { looks } from './cull-looks.js'
import { clash, heed, renew } from './cull-others.js'
import { cameBack, returnedPosts, showUses, sure } from './cull-uses.js'
import { Outbox } from './cull-outbox.js'
import { fields } from './cull-fields.js'
import { rename } from './cull-names.js'
import { fill, tick } from './cull-progress.js'
import { remarks } from './cull-remark.js'
import { ahead, current, item, put, said, status } from './cull-strip.js'
import { swipes } from './cull-hands.js'
import { advance, begin, forgetPoster, go, more, nextTemplate, pane, query, redraw, remember, renewFrame, showFrame, showPoster, side, step, zoom } from './cull-walk.js'

const $ = (what, of = document) => of.querySelector(what)
const app = $('.app.cull')
const may = side?.dataset.may === 'yes'
const SET = '/api/v1/submissions/set'
const UPLOAD = /^[0-9a-f]{32}$/ // the id of an upload
const done = [] // what this page did, for undo

// -- deciding -------------------------------------------------------------------------------------
function tell (text) { $('[data-told]').textContent = text }

const CHANGES = {
  keep: { choice: 'keep', reason: '' },
  drop: { choice: 'drop', reason: '' },
  later: { choice: 'undecided', reason: 'later' },
  clear: { choice: 'undecided', rating: 0, reason: '' }
}

function decide (changes, what) {
  if (!may) return
  const before = changes.map(({ id }) => ({ id, ...said(id) }))
  for (const { id, ...now } of changes) put(id, now)
  const name = item(changes[0].id)?.dataset.name ?? ''
  const entry = { kind: 'decide', mark: `${Date.now()}-${done.length}`, items: changes, before, what: fill(words.of, { what, name }) }
  done.push(entry)
  outbox.add(entry)
  tick()
  tell(entry.what)
}

const goOn = () => { if (!advance()) tell(words.all) }
const dropped = (id) => ({ id, ...CHANGES.drop, approved: ahead(id).approved })

/** Whether it may not be used, which is said: a yes is not given, and one stays at the photo. */
function isBarred () {
  const { barred } = current().dataset
  if (barred) { say(fill(words.barred, { why: barred })); tell(fill(words.barred, { why: barred })) }
  return Boolean(barred)
}

function choose (kind) {
  if (kind === 'keep' && isBarred()) return
  const { id } = current().dataset
  const drops = kind === 'drop' && said(id).choice !== 'drop'
  if (drops && may && !sure([id])) return
  decide([drops ? dropped(id) : { id, ...CHANGES[kind] }], words[kind])
  if (kind !== 'clear') goOn()
}

function rate (rating) {
  if (isBarred()) return
  decide([{ id: current().dataset.id, ...CHANGES.keep, rating }], fill(words.rated, { n: rating }))
  goOn()
}

async function best () {
  if (isBarred()) return
  const { id } = current().dataset
  await showFrame(id) // which copies there are stands in it
  const rest = [...side.querySelectorAll('[data-copy]')].map((each) => each.dataset.copy).filter((other) => other !== id)
  if (!rest.length) return choose('keep')
  if (may && !sure(rest)) return
  decide([{ id, ...CHANGES.keep }, ...rest.map(dropped)], fill(words.best, { n: rest.length }))
  goOn()
}

function undo () {
  if (!may) return
  const last = done.pop()
  if (last) {
    for (const { id, version, ...before } of last.before) put(id, before)
    go(last.items[0].id)
  }
  tell(last ? fill(words.undoneWhat, { what: last.what }) : '')
  outbox.add({ kind: 'undo', of: last?.mark, about: last?.items[0].id, ids: last?.items.map(({ id }) => id), entry: entries.get(last?.mark) })
}

const redo = () => { if (may) outbox.add({ kind: 'redo' }) }

// -- sending --------------------------------------------------------------------------------------
const entries = new Map() // what the journal calls the things this page did; null: nothing came of it

async function send (entry, keep) {
  if (entry.kind === 'set') {
    entry.again = Boolean(entry.sent)
    entry.sent = true
    keep()
    return ask('POST', SET, { items: entry.items }, { keepalive: true })
  }
  if (entry.kind !== 'decide') return sendBack(entry, keep)
  entry.again = Boolean(entry.seen)
  entry.seen ??= entry.items.map(({ id }) => said(id).version) // as it is when it is first sent, whatever is tried later
  keep()
  return ask('POST', '/api/v1/submissions/decide', { items: seenItems(entry) }, { keepalive: true })
}

const seenItems = ({ items, seen }) => items.map((each, n) => ({ ...each, seen: seen[n] }))

/** Which action it is for is settled first and kept: sent twice, it takes back no second one. */
async function sendBack (entry, keep) {
  if (entry.entry === undefined) entry.entry = entries.get(entry.of)
  if (entry.entry === undefined) {
    const next = await ask('GET', `/api/v1/${entry.kind}?${new URLSearchParams(entry.of ? { item: entry.about } : { room: 'culling' })}`)
    if (next.elsewhere) {
      const there = next.entry
      say(fill(words.elsewhere, { what: next.what }), words.yes, () => outbox.add({ kind: entry.kind, entry: there }))
    }
    entry.entry = next.elsewhere ? null : next.entry
    keep()
  }
  if (entry.entry === null) return { outcomes: {}, entry: null, what: '' }
  return ask('POST', `/api/v1/${entry.kind}`, { entry: entry.entry }, { keepalive: true })
}

async function settled (entry, answer) {
  if (entry.kind === 'set') return settledSet(entry, answer)
  if (entry.kind !== 'decide') return settledBack(entry, answer)
  if (answer.entry !== null || !entry.again) entries.set(entry.mark, answer.entry)
  for (const each of outbox.entries) if (each.of === entry.mark) each.entry = entries.get(entry.mark)
  const back = cameBack(entry.items.filter(({ choice }) => choice === 'drop').map(({ id }) => id), answer)
  if (back) tell(`${entry.what} · ${back}`)
  entry.items.forEach((mine, n) => {
    const end = answer.outcomes[mine.id]
    const same = (name) => ['id', 'approved'].includes(name) || end.item[name] === mine[name]
    if (end.status === 'done') put(mine.id, { version: end.item.version })
    else if (end.status === 'refused') refused(mine.id, entry.before[n], end)
    else if (entry.again && Object.keys(mine).every(same)) put(mine.id, { version: end.item.version })
    else clash(mine, end, () => decide([mine], words[status({ reason: '', ...mine })] ?? words.comment))
  })
}

/** Set by hand: its poster and what stands beside it are others now; what was refused says why, once. */
function settledSet (entry, answer) {
  const { outcomes, entry: made } = answer
  if (made !== null || !entry.again) entries.set(entry.mark, made) // sent again, nothing is left to change
  if (made === null && !entry.again && done.includes(entry)) done.splice(done.indexOf(entry), 1)
  const refusals = new Set()
  for (const { id } of entry.items) {
    const end = outcomes[id]
    if (end.status === 'refused') { refusals.add(end.message); continue }
    if (end.item) rename(id, end.item)
    redraw(id)
    renewFrame(id)
  }
  marking.settled(outcomes)
  if (refusals.size) say([...refusals].join(' '))
  const parts = refusals.size ? [...refusals] : [entry.what, returnedPosts(answer)]
  tell(parts.filter(Boolean).join(' · '))
}

/** It stays as it was; what a drop would bring back may be more than was said. */
function refused (id, before, { message }) {
  put(id, before)
  say(`${item(id)?.dataset.name ?? id}: ${message}`)
  renew(id).then(() => { if (current()?.dataset.id === id) showUses() }).catch(() => {})
}

/** After an undo or redo: what the desk says now of what it was about. */
async function settledBack (entry, { outcomes, what }) {
  const batch = Object.keys(outcomes).find((id) => UPLOAD.test(id) && outcomes[id].status === 'done')
  if (batch) return location.assign(`/cull?intake=${batch}`) // its photos are gone; it lies open again
  const told = Object.keys(outcomes).filter((id) => item(id) || !outcomes[id].item) // posts that moved with it are not shown here
  const ids = told.length ? told : entry.ids ?? [] // it was taken back already, unheard: by a tab that closed
  if (!ids.length && !entry.of) return tell(words.nothing)
  for (const id of ids.filter((each) => item(each) || said(each).version)) { // others are posts, or photos not here
    try {
      if (await renew(id)) redraw(id)
      renewFrame(id)
    } catch (error) {
      if (error.status !== 404) throw error // 404: it was about a focal point
    }
  }
  const about = ids.find((id) => item(id))
  if (about && !entry.of) go(about)
  showUses()
  if (what) tell(fill(entry.kind === 'redo' ? words.redoneWhat : words.undoneWhat, { what }))
}

/** What a page before this one could not send: shown as said, told, and sent now. */
let late = 0
function found (left) {
  late = left.length
  for (const { items = [] } of left) for (const { id, approved, ...now } of items) put(id, now)
  say(fill(words.sendingLate, { n: late }))
  if (current() && status(said(current().dataset.id))) advance()
}

function counted (n) {
  app.dataset.unsent = n
  if (late && !n) {
    say(fill(words.sentLate, { n: late }))
    late = 0
  }
}

/** The page goes: what was decided and waits its turn is sent at once, if it is about one photo each. */
function parting (rest, keep) {
  const items = rest.flatMap((entry) => entry.items ?? [])
  if (!rest.length || rest.some(({ kind }) => kind !== 'decide') || new Set(items.map(({ id }) => id)).size < items.length) return
  for (const entry of rest) entry.seen ??= entry.items.map(({ id }) => said(id).version)
  keep()
  ask('POST', '/api/v1/submissions/decide', { items: rest.flatMap(seenItems) }, { keepalive: true }).catch(() => {})
}

const outbox = new Outbox({
  person: words.person,
  send,
  settled,
  failed: (entry, error) => {
    for (const { id, version, ...before } of entry.before ?? []) put(id, before)
    say(error.message)
  },
  waiting: (n) => tell(fill(words.waiting, { n })),
  counted,
  found,
  parting
})

// -- the comment on the poster --------------------------------------------------------------------
function remark (field) {
  const { id } = current().dataset
  if (side.dataset.frame !== id || field.value === said(id).comment) return
  decide([{ id, comment: field.value }], words.comment)
  outbox.flush().then(() => redraw(id))
}

remarks({
  template: () => query().get('template') ?? '',
  show: showPoster,
  forget: forgetPoster,
  save: remark
})

function save (items, what) {
  const entry = { kind: 'set', mark: `${Date.now()}-${done.length}`, items, before: [], what }
  done.push(entry)
  outbox.add(entry)
}

const marking = fields(save)
const { compare, grid } = looks({ app, pane, remember })
// -- hands ----------------------------------------------------------------------------------------
const help = () => $('#keys').showModal()
const acts = { undo, compare, zoom, help, best }

if (current()) {
  keys({
    j: () => step(1), arrowright: () => step(1), k: () => step(-1), arrowleft: () => step(-1),
    p: () => choose('keep'), x: () => choose('drop'), u: () => choose('later'), 0: () => choose('clear'),
    ...Object.fromEntries([1, 2, 3, 4, 5].map((n) => [n, () => rate(n)])),
    'shift+p': best, z: undo, 'shift+z': redo, c: compare, t: nextTemplate, g: grid, '?': help,
    e: () => { $('#comment')?.focus(); $('#comment')?.select() },
    i: marking.open, s: marking.mark,
    w: () => app.classList.toggle('nowhy'),
    '/': () => $('[data-filter] select').focus(),
    ' ': (event) => { const button = event.target.closest('button, summary'); button ? button.click() : zoom(event) }
  })
  swipes($('[data-shot]'), { right: () => choose('keep'), left: () => choose('drop'), up: () => choose('later'), may })
  begin()
  outbox.flush()
  heed({
    mine: (id) => outbox.about(id),
    changed: (id, comment) => {
      if (comment) redraw(id)
      renewFrame(id)
    }
  })
}

document.addEventListener('click', (event) => {
  const thumb = event.target.closest('.th, [data-copy]')
  if (thumb && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0 && item(thumb.dataset.id ?? thumb.dataset.copy)) {
    event.preventDefault()
    if (app.classList.contains('grid')) grid()
    return go(thumb.dataset.id ?? thumb.dataset.copy)
  }
  const act = event.target.closest('[data-act]')?.dataset.act
  if (event.target.closest('[data-more]')) { event.preventDefault(); more() }
  if (act && acts[act]) { event.preventDefault(); acts[act](event) }
})

document.addEventListener('submit', (event) => {
  const action = event.target.getAttribute('action') ?? ''
  if (event.target.matches('[data-filter]')) {
    event.preventDefault()
    const asked = new URLSearchParams([...new FormData(event.target)].filter(([name, value]) => value && !(name === 'sort' && value === 'score')))
    location.assign(`/cull?${asked}`)
  } else if (action.startsWith('/cull/decide')) {
    event.preventDefault()
    const { name, value } = event.submitter ?? {}
    if (name === 'rating') rate(Number(value))
    else if (name === 'choice') value === 'best' ? best() : choose(value)
    else remark($('#comment'))
  }
})
$('[data-filter]')?.addEventListener('change', (event) => event.currentTarget.requestSubmit())
$('[data-apply]')?.remove()
addEventListener('popstate', () => location.reload())
app.dataset.ready = 'yes'
