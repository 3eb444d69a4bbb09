// 逐条审 by hand: one key decides and goes on at once, while the decision is saved behind it. Without this file
// the room works as links and forms.
import { ask, keys, listen, part, Refused, say, undo, words } from './desk.js'
import { attach, isDirty, leave, save } from './review-edit.js'
import { decide, settled, takeBack, watch } from './review-outbox.js'
import { askReason, openTray } from './tray.js'

const room = document.getElementById('room')
const put = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name])
const stage = () => room.querySelector('.rroom')
const boxes = () => [...room.querySelectorAll('.same input[name=item]')]
const chosen = () => boxes().filter((box) => box.checked && !box.disabled)
const may = (verb) => room.dataset.may.includes(verb)
const decided = new Map() // id of a post -> how it ended, for the ticks on the strip
const looked = [] // ids of the posts that were on the screen when something was decided, the newest last
const ahead = new Map() // id -> the room with that post, fetched before it is asked for
let going // the request under way: the last one asked for wins
let picking = false // digits choose groups

document.documentElement.classList.add('js')

const address = (at, more = {}) => {
  const query = new URLSearchParams(location.search)
  query.set('at', at)
  query.delete('edit')
  for (const [name, value] of Object.entries(more)) query.set(name, value)
  return `/review?${query}`
}

// -- going from one to the next ---------------------------------------------------------------------
/** Show the post `at`; "" is the first that waits. */
async function go (at, { edit = false, history: kept = 'replaceState' } = {}) {
  const to = address(at, edit ? { edit: 1 } : {})
  going?.abort()
  const mine = going = new AbortController()
  try {
    const nodes = (!edit && take(at)) || await part(to, mine.signal)
    if (mine !== going) return
    leave()
    const fresh = nodes.querySelector('[data-fresh]')
    document.querySelector('[data-how]').replaceChildren(...fresh.childNodes)
    fresh.remove()
    const behind = decidedLinks()
    room.replaceChildren(nodes)
    stayBehind(behind)
    history[kept](null, '', to)
    dress()
  } catch (error) {
    if (error.name !== 'AbortError') say(words.notReached, '↻', () => go(at, { edit }))
  }
}

const KEPT_BEHIND = 12 // decided ones that stay on the strip

/** The strip's links to what was decided: the server has them no more among those that wait. */
function decidedLinks () {
  const isDecided = (link) => link.dataset.ids.split(' ').some((id) => decided.has(id))
  return [...room.querySelectorAll('[data-strip]')].filter(isDecided).slice(-KEPT_BEHIND)
}

function stayBehind (links) {
  const strip = room.querySelector('.rstrip')
  if (!strip) return
  const there = new Set([...strip.children].map((link) => link.dataset.strip))
  const gone = links.filter((link) => !there.has(link.dataset.strip))
  for (const link of gone) {
    link.classList.remove('cur')
    link.removeAttribute('aria-current')
  }
  strip.prepend(...gone)
}

function take (at) {
  const nodes = ahead.get(at)
  ahead.clear()
  return nodes
}

/** The next room and its poster, before somebody asks: a key must not wait for the network. */
async function fetchAhead () {
  const at = stage()?.dataset.next
  if (!at || ahead.has(at)) return
  const nodes = await part(address(at)).catch(() => null)
  if (!nodes || stage()?.dataset.next !== at) return
  ahead.set(at, nodes)
  for (const { src } of nodes.querySelectorAll('.po, .pic')) new Image().src = src
}

/** What only a script can do to a fresh room. */
function dress () {
  document.querySelector('.app').classList.toggle('ed', Boolean(stage()?.classList.contains('ed')))
  picking = false
  passOver()
  marks()
  count()
  if (stage()?.classList.contains('ed')) return attach(room, words)
  room.querySelector('.rstrip .cur')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  const message = room.querySelector('.msg:not(.dim)')
  const feed = message?.parentElement
  if (feed) feed.scrollTop = Math.max(0, message.offsetTop - feed.offsetTop - 96)
  setTimeout(fetchAhead, 60)
}

/** What was decided a moment ago is not asked for again while it is on its way. */
function passOver () {
  const onItsWay = ({ dataset: { id } }) => ['approve', 'return'].includes(decided.get(id))
  for (const box of boxes().filter(onItsWay)) {
    box.checked = false
    box.disabled = true
    box.closest('li').hidden = true
  }
}

/** The strip's ticks: what this person decided since the page was opened. */
function marks () {
  for (const link of room.querySelectorAll('[data-strip]')) {
    const how = link.dataset.ids.split(' ').map((id) => decided.get(id)).find(Boolean)
    link.querySelector('.tick')?.remove()
    link.classList.toggle('k', how === 'approve')
    link.classList.toggle('c', how === 'return')
    link.classList.toggle('f', how === 'failed')
    if (!how) continue
    const tick = document.createElement('i')
    tick.className = 'tick'
    tick.textContent = how === 'approve' ? '✓' : how === 'return' ? '↩' : '!'
    link.append(tick)
  }
}

function count () {
  const button = room.querySelector('[data-approve]')
  if (!button) return
  const n = chosen().length
  button.dataset.barred ??= String(button.disabled)
  button.disabled = button.dataset.barred === 'true' || !n
  button.querySelector('[data-label]').textContent = put(words.approve, { n })
  room.querySelector('[data-chosen]').textContent = put(words.chosen, { all: boxes().length, n })
}

// -- deciding ----------------------------------------------------------------------------------------
const sight = (box) => {
  const [id, , version, text, pixels] = box.value.split(' ')
  return { id, version: Number(version), text_sha256: text, poster_sha256: pixels }
}
const seen = (box) => ({ id: box.dataset.id, revision: Number(box.value.split(' ')[1]) })

function pass (verb, why = '') {
  const taken = chosen()
  if (!taken.length) return say(words.nobody)
  const items = taken.map(verb === 'approve' ? sight : seen)
  const names = Object.fromEntries(taken.map((box) => [box.dataset.id, box.dataset.name]))
  const first = stage().dataset.at
  for (let n = 0; n < items.length; n += 200) {
    decide({ verb, items: items.slice(n, n + 200), why, names, first })
  }
  for (const { id } of items) decided.set(id, verb)
  looked.push(first)
  const rest = boxes().filter((box) => !taken.includes(box) && !box.disabled)
  go(rest.length ? rest[0].dataset.id : stage().dataset.next) // what was left unticked is an item of its own
}

function approve () {
  if (!may('approve')) return say(words.mayNot)
  const button = room.querySelector('[data-approve]')
  if (!button || button.dataset.barred === 'true') return say(button?.title || words.nobody)
  pass('approve')
}

async function sendBack () {
  if (!may('return')) return say(words.mayNotEdit)
  if (!chosen().length) return say(words.nobody)
  const why = await askReason(stage().dataset.title)
  if (why) pass('return', why)
}

watch({
  done ({ verb, items, names, first }, answer) {
    const ends = Object.entries(answer.outcomes)
    const failed = ends.filter(([, end]) => end.status !== 'done')
    for (const [id] of failed) decided.set(id, 'failed')
    const n = ends.length - failed.length
    const parts = [n && put(words[verb === 'approve' ? 'approved' : 'returned'], { n })]
    const again = ([id, end]) => put(words.lookAgain, { group: names[id] ?? id, why: end.message })
    const text = [...parts, ...failed.map(again)].filter(Boolean).join(' · ')
    say(text, answer.entry ? words.undo : undefined, () => back(answer.entry, first))
    marks()
    // it was the last one, or nothing is left
    if (boxes().every((box) => box.closest('li').hidden)) go(stage()?.dataset.next ?? '')
  },
  refused ({ items, first }, error) {
    for (const { id } of items) decided.set(id, 'failed')
    marks()
    say(put(words.failed, { why: error.message }), '↻', () => go(first))
  },
  waits (n) {
    const line = document.querySelector('[data-offline]')
    line.hidden = !n
    line.textContent = n ? put(words.offline, { n }) : ''
  }
})

/** Take back what was decided last, be it on its way or saved, and show it again. */
async function back (entry, first) {
  const unsent = entry === undefined && takeBack()
  if (unsent) {
    for (const { id } of unsent.items) decided.delete(id)
    return go(unsent.first)
  }
  if (!await settled()) return say(words.waiting)
  if (first) returning = first
  return undo('/api/v1/undo', entry)
}
let returning = ''
document.addEventListener('changed', (event) => {
  const ids = Object.keys(event.detail?.outcomes ?? {})
  for (const id of ids) decided.delete(id)
  ahead.clear()
  go(returning || looked.findLast((id) => ids.includes(id)) || ids[0] || stage()?.dataset.at || '')
  returning = ''
})

// -- the other verbs ---------------------------------------------------------------------------------
async function swap () {
  if (!may('amend')) return say(words.mayNotEdit)
  const choice = await openTray(stage().dataset.swap)
  if (!choice) return
  const box = boxes().find((each) => each.dataset.id === stage().dataset.at)
  try {
    const answer = await ask('POST', '/api/v1/posts/swap', { items: [{ ...seen(box), ...choice }] })
    const [end] = Object.values(answer.outcomes)
    const text = end.status === 'done' ? put(words.swapped, { group: box.dataset.name }) : end.message
    say(text, answer.entry ? words.undo : undefined, () => back(answer.entry, box.dataset.id))
    ahead.clear()
    go(box.dataset.id)
  } catch (error) {
    say(error instanceof Refused ? error.message : words.notReached)
  }
}

function variant (by) {
  const list = boxes().map((box) => box.dataset.id)
  const at = list.indexOf(stage().dataset.at)
  const next = list[(at + by + list.length) % list.length]
  if (next !== stage().dataset.at) lookAt(next)
}

/** Another group's words and poster; what is ticked stays so. */
async function lookAt (id) {
  const off = new Set(boxes().filter((box) => !box.checked).map((box) => box.dataset.id))
  await go(id)
  for (const box of boxes()) box.checked = !box.disabled && !off.has(box.dataset.id)
  count()
}

function pick (on) {
  picking = on
  for (const number of room.querySelectorAll('.same kbd')) number.hidden = !on || !number.textContent
}

function digit (n) {
  if (!picking) return
  const box = boxes()[n - 1]
  if (box && !box.disabled) box.checked = !box.checked
  count()
}

const linked = (key) => room.querySelector(`[data-key="${key}"]`)
const follow = (key) => linked(key) && location.assign(linked(key).href)
const edit = () => {
  if (!may('amend')) return say(words.mayNotEdit)
  if (linked('e')) go(stage().dataset.at, { edit: true })
}
const inRoom = (act) => (event) => stage() && !stage().classList.contains('ed') ? act(event) : undefined

keys({
  a: inRoom(approve),
  r: inRoom(sendBack),
  e: inRoom(edit),
  j: inRoom(() => stage().dataset.next && go(stage().dataset.next)),
  k: inRoom(() => stage().dataset.previous && go(stage().dataset.previous)),
  arrowright: inRoom(() => variant(1)),
  arrowleft: inRoom(() => variant(-1)),
  g: inRoom(() => pick(!picking)),
  s: inRoom(swap),
  d: inRoom(() => follow('d')),
  c: inRoom(() => follow('c')),
  z: () => isDirty() ? undefined : back(),
  'shift+z': () => undo('/api/v1/redo'),
  escape: () => picking ? pick(false) : stage()?.classList.contains('ed') && go(stage().dataset.at),
  '?': () => document.getElementById('keys').showModal(),
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [String(n), inRoom(() => digit(n))])),
})

// -- pointer and touch -------------------------------------------------------------------------------
room.addEventListener('change', (event) => { if (event.target.name === 'item') count() })
room.addEventListener('submit', (event) => {
  event.preventDefault()
  if (event.target.matches('[data-amend]')) return store(false)
  event.submitter?.formAction.endsWith('/queue/return') ? sendBack() : approve()
})
room.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-strip], a[data-look], a[data-key="e"], a[data-leave]')
  if (event.target.closest('[data-return] > summary')) { event.preventDefault(); return sendBack() }
  if (event.target.closest('[data-save-approve]')) return store(true)
  if (!link || event.metaKey || event.ctrlKey) return
  event.preventDefault()
  if (link.matches('[data-key="e"]')) return edit()
  if (link.matches('[data-leave]')) return go(stage().dataset.at)
  const to = new URL(link.href).searchParams.get('at')
  return link.matches('[data-look]') ? lookAt(to) : go(to)
})
document.querySelector('.rundo').addEventListener('submit', (event) => { event.preventDefault(); back() })
document.querySelector('.rfilter').addEventListener('change', (event) => event.currentTarget.requestSubmit())

const FAR = 80 // px a finger moves across before it decides
let touch = null
room.addEventListener('touchstart', (event) => {
  touch = event.target.closest('.rposter') && event.touches.length === 1 ? event.touches[0] : null
}, { passive: true })
room.addEventListener('touchend', (event) => {
  if (!touch || !stage() || stage().classList.contains('ed')) return
  const { clientX, clientY } = event.changedTouches[0]
  const [across, down] = [clientX - touch.clientX, clientY - touch.clientY]
  touch = null
  if (Math.abs(across) < FAR || Math.abs(across) < 2 * Math.abs(down)) return
  across > 0 ? approve() : sendBack()
}, { passive: true })

// -- other words -------------------------------------------------------------------------------------
async function store (approving) {
  const end = await save(approving)
  if (!end) return
  ahead.clear()
  if (end.approved) for (const id of end.approved) decided.set(id, 'approve')
  say(end.sentence, end.entry ? words.undo : undefined, () => back(end.entry, end.at))
  await go(end.approved ? stage().dataset.next : end.at)
}
document.addEventListener('store', (event) => store(event.detail.approving))
document.addEventListener('left', () => go(stage().dataset.at))

// -- what others do ----------------------------------------------------------------------------------
let renewing
listen(({ kind, what }) => {
  const here = boxes().some((box) => box.dataset.id === what)
  if (kind !== 'all' && (kind !== 'post' || !here) && stage()) return
  if (isDirty() || document.querySelector('dialog[open]')) return
  clearTimeout(renewing)
  renewing = setTimeout(() => { ahead.clear(); if (!isDirty()) lookAt(stage()?.dataset.at ?? '') }, 400)
})

dress()
