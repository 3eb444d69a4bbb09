// Culling: decide at once in the browser, send behind it, in order; the strip of the page holds what is known.
import { ask, keys, part, say, words } from './desk.js'
import { looks } from './cull-looks.js'
import { clash, heed, renew } from './cull-others.js'
import { Outbox } from './cull-outbox.js'
import { Pictures } from './cull-pictures.js'
import { fill, tick } from './cull-progress.js'
import { remarks } from './cull-remark.js'
import { all, current, item, learn, onChange, put, said, status } from './cull-strip.js'
import { swipes, zooming } from './cull-hands.js'

const $ = (what, of = document) => of.querySelector(what)
const app = $('.app.cull')
const strip = $('[data-strip]')
const side = $('.side')
const pane = $('[data-pane]')
const posterPane = $('.po .pane')
const may = side?.dataset.may === 'yes'
const AHEAD = 2 // photos made ready, with posters and panels, before they are asked for
const done = [] // what this page did, for undo

// -- which photo is looked at ---------------------------------------------------------------------
const pictures = new Pictures()
const frames = new Map()

function query (changes = {}) {
  const asked = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(changes)) value ? asked.set(name, value) : asked.delete(name)
  return asked
}

const remember = (changes) => history.replaceState(null, '', `/cull?${query(changes)}`)
const photoOf = ({ dataset: { photo, alt } }) => pictures.get(`/media/photo/${photo}/720.jpg`, { alt, srcset: `/media/photo/${photo}/720.jpg 1x, /media/photo/${photo}/1080.jpg 2x` })

function posterOf (id) {
  const template = query().get('template')
  const asked = template ? `?template=${encodeURIComponent(template)}` : ''
  return pictures.get(`/cull/poster/${encodeURIComponent(id)}.jpg${asked}`, { alt: posterPane?.dataset.alt ?? '' })
}

function frameOf (id) {
  if (!frames.has(id)) {
    frames.set(id, part(`/cull/frame/${encodeURIComponent(id)}?${query({ at: '' })}`).catch((error) => {
      frames.delete(id)
      throw error
    }))
  }
  return frames.get(id)
}

async function showFrame (id) {
  const cloned = (await frameOf(id)).cloneNode(true)
  if (current()?.dataset.id !== id) return
  for (const now of cloned.querySelectorAll('[data-part]')) {
    document.querySelectorAll(`.app [data-part=${now.dataset.part}]`).forEach((was) => { if (!was.closest('.fixed')) was.replaceWith(now) })
  }
  side.dataset.frame = id
  learn(side)
  showSaid()
}

/** Stars and comment as this page knows them: the frame may be older. */
function showSaid () {
  const { rating, comment } = said(current().dataset.id)
  document.querySelectorAll('[data-stars] button').forEach((star, n) => {
    const mine = Number(star.value)
    star.classList.toggle('on', mine <= rating)
    star.setAttribute('aria-pressed', String(mine === rating))
  })
  const field = $('#comment')
  if (field && document.activeElement !== field && side.dataset.frame === current().dataset.id) field.value = comment
}

onChange((id) => { if (id === current()?.dataset.id) showSaid() })

let later
function go (id, { push = true } = {}) {
  const to = item(id)
  if (!to || to === current()) return
  const was = current()
  was?.classList.remove('cur')
  was?.removeAttribute('aria-current')
  to.classList.add('cur')
  to.setAttribute('aria-current', 'true')
  unzoom()
  const small = to.querySelector('img')?.cloneNode()
  pictures.only(new Set(prepare(2)))
  if (to.dataset.photo) pictures.show(pane, photoOf(to), 'photo', small)
  pictures.show(posterPane, posterOf(id), 'poster')
  if (push) remember({ at: id })
  clearTimeout(later)
  later = setTimeout(settle, 40, id)
}

/** After the paint: the strip moves along, the panel is filled, the next ones are made ready. */
function settle (id) {
  const to = item(id)
  const box = to.getBoundingClientRect()
  strip.scrollBy({ left: box.left + box.width / 2 - strip.getBoundingClientRect().left - strip.clientWidth / 2 })
  showFrame(id).catch((error) => say(error.message))
  prepare(AHEAD, true)
  const rest = all().length - all().indexOf(to)
  if (rest < 15) more()
}

/** Photos near this one, made ready; the ones ahead with poster and panel where they are `whole`. */
function prepare (count, whole = false) {
  const list = all()
  const here = list.indexOf(current())
  const near = [list[here], ...list.slice(here + 1, here + 1 + count), list[here - 1]].filter(Boolean)
  const ready = near.filter((each) => each.dataset.photo).map(photoOf)
  if (whole) for (const { dataset: { id } } of near.slice(0, count + 1)) { ready.push(posterOf(id)); frameOf(id).catch(() => {}) }
  return ready
}

async function more () {
  const link = $('[data-more]', strip)
  if (!link || link.dataset.asked) return
  link.dataset.asked = 'yes'
  link.closest('li').replaceWith(await part(link.href))
}

const step = (by) => { const to = all()[all().indexOf(current()) + by]; if (to) go(to.dataset.id) }

/** On to the next one nobody has said anything about. */
function advance () {
  const list = all()
  const place = list.indexOf(current())
  const open = [...list.slice(place + 1), ...list.slice(0, place)].find((each) => !status(said(each.dataset.id)))
  if (open) go(open.dataset.id)
  else tell(words.all)
}

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
  const entry = { kind: 'decide', mark: `${Date.now()}-${done.length}`, items: changes, before }
  done.push(entry)
  outbox.add(entry)
  tick()
  tell(fill(words.of, { what, name: item(changes[0].id)?.dataset.name ?? '' }))
}

function choose (kind) {
  const { id } = current().dataset
  decide([{ id, ...CHANGES[kind] }], words[kind])
  if (kind !== 'clear') advance()
}

function rate (rating) {
  decide([{ id: current().dataset.id, ...CHANGES.keep, rating }], fill(words.rated, { n: rating }))
  advance()
}

async function best () {
  const { id } = current().dataset
  await showFrame(id) // which copies there are stands in it
  const rest = [...side.querySelectorAll('[data-copy]')].map((each) => each.dataset.copy).filter((other) => other !== id)
  if (!rest.length) return choose('keep')
  decide([{ id, ...CHANGES.keep }, ...rest.map((other) => ({ id: other, ...CHANGES.drop }))], fill(words.best, { n: rest.length }))
  advance()
}

function undo () {
  if (!may) return
  const last = done.pop()
  if (last) {
    for (const { id, version, ...before } of last.before) put(id, before)
    go(last.before[0].id)
  }
  tell(words.undone)
  outbox.add({ kind: 'undo', of: last?.mark })
}

const redo = () => { if (may) outbox.add({ kind: 'redo' }) }

// -- sending --------------------------------------------------------------------------------------
const entries = new Map() // what the journal calls the things this page did

async function send (entry, keep) {
  if (entry.kind === 'redo') return ask('POST', '/api/v1/redo')
  if (entry.kind === 'undo') {
    if (entry.of && entries.get(entry.of) === null) return { outcomes: {} } // nothing came of it
    return ask('POST', '/api/v1/undo', entry.of && entries.get(entry.of) ? { entry: entries.get(entry.of) } : undefined)
  }
  entry.again = Boolean(entry.seen)
  entry.seen ??= entry.items.map(({ id }) => said(id).version) // as it is when it is first sent, whatever is tried later
  keep()
  return ask('POST', '/api/v1/submissions/decide', { items: entry.items.map((each, n) => ({ ...each, seen: entry.seen[n] })) })
}

async function settled (entry, answer) {
  if (entry.kind !== 'decide') return settledBack(entry, Object.keys(answer.outcomes))
  entries.set(entry.mark, answer.entry)
  entry.items.forEach((mine, n) => {
    const end = answer.outcomes[mine.id]
    if (end.status === 'done') put(mine.id, { version: end.item.version })
    else if (end.status === 'refused') { put(mine.id, entry.before[n]); say(end.message) }
    else if (entry.again && Object.keys(mine).every((name) => name === 'id' || end.item[name] === mine[name])) put(mine.id, { version: end.item.version })
    else clash(mine, end, () => decide([mine], words[status({ reason: '', ...mine })] ?? words.comment))
  })
}

/** After an undo or redo: what the desk says now of what it was about. */
async function settledBack (entry, ids) {
  if (!ids.length && !entry.of) return tell(words.nothing)
  for (const id of ids) {
    try {
      if (await renew(id)) redraw(id)
    } catch (error) {
      if (error.status !== 404) throw error // 404: it was about a post or a focal point
    }
  }
  const about = ids.find((id) => item(id))
  if (about && !entry.of) go(about)
  if (entry.kind === 'redo') tell(ids.length ? words.redone : words.nothing)
}

const outbox = new Outbox({
  send,
  settled,
  failed: (entry, error) => {
    for (const { id, version, ...before } of entry.before ?? []) put(id, before)
    say(error.message)
  },
  waiting: (n) => tell(fill(words.waiting, { n })),
  counted: (n) => { app.dataset.unsent = n }
})

// -- the comment on the poster --------------------------------------------------------------------
function redraw (id) {
  pictures.forget(`/cull/poster/${encodeURIComponent(id)}`)
  frames.delete(id)
  if (current().dataset.id === id) pictures.show(posterPane, posterOf(id), 'poster')
}

function remark (field) {
  const { id } = current().dataset
  if (side.dataset.frame !== id || field.value === said(id).comment) return
  decide([{ id, comment: field.value }], words.comment)
  outbox.flush().then(() => redraw(id))
}

remarks({
  template: () => query().get('template') ?? '',
  show: (address) => pictures.show(posterPane, pictures.get(address), 'poster'),
  forget: (address) => pictures.forget(address),
  save: remark
})

// -- looking --------------------------------------------------------------------------------------
const { toggle: zoom, off: unzoom } = zooming(pane)

function nextTemplate () {
  const caption = $('[data-part=poster]')
  const names = caption.dataset.templates.split(' ').filter(Boolean)
  if (names.length < 2) return
  remember({ template: names[(names.indexOf(caption.dataset.template) + 1) % names.length] })
  caption.dataset.template = query().get('template')
  frames.clear()
  pictures.show(posterPane, posterOf(current().dataset.id), 'poster')
  settle(current().dataset.id)
}

const { compare, grid } = looks({ app, pane, remember })
const help = () => $('#keys').showModal()
const acts = { undo, compare, zoom, help, best }

// -- hands ----------------------------------------------------------------------------------------
if (current()) {
  posterPane.dataset.alt = $('[data-poster]')?.alt ?? ''
  learn(side)
  keys({
    j: () => step(1), arrowright: () => step(1), k: () => step(-1), arrowleft: () => step(-1),
    p: () => choose('keep'), x: () => choose('drop'), u: () => choose('later'), 0: () => choose('clear'),
    ...Object.fromEntries([1, 2, 3, 4, 5].map((n) => [n, () => rate(n)])),
    'shift+p': best, z: undo, 'shift+z': redo, c: compare, t: nextTemplate, g: grid, '?': help,
    e: () => { $('#comment')?.focus(); $('#comment')?.select() },
    w: () => app.classList.toggle('nowhy'),
    '/': () => $('[data-filter] select').focus(),
    ' ': (event) => { const button = event.target.closest('button, summary'); button ? button.click() : zoom(event) }
  })
  swipes($('[data-shot]'), { right: () => choose('keep'), left: () => choose('drop'), up: () => choose('later'), may })
  settle(current().dataset.id)
  outbox.flush()
  heed({
    mine: (id) => outbox.about(id),
    changed: (id, comment) => {
      frames.delete(id)
      if (comment) redraw(id)
      if (current().dataset.id === id) showFrame(id).catch(() => {})
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
