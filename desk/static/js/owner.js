// An owner's day on the phone. The server draws every task; this shows the one to do now, takes ticks without
// network too, and draws the page again once the desk has heard of them.
import { fragment, scriptAddress } from './markup.js'
import { OwnerQueue } from './owner-queue.js'
import { canShare, copy, posterFile, showStep, stepDone } from './owner-steps.js'

const SOON = 30000 // ms between two looks at what is due
const UNDO = 60000 // ms in which a tick can be taken back from the line that says it was recorded
const ENDS = ['sent', 'edited', 'skipped', 'handed_over'] // after these a post waits for this owner no more
const SEEN = ['opened', 'copied', 'saved', 'shared'] // these change nothing that the page shows
const words = JSON.parse(document.getElementById('words').textContent)
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name])
const all = (selector, root = document) => [...root.querySelectorAll(selector)]
const page = document.querySelector('.col').dataset.page
let only = '' // the group whose tasks alone are shown, beside a chat
let stale = false // the server's drawing is older than what the desk knows

// Seconds by which the desk's clock is ahead of the phone's; known since the page last came from the desk.
let ahead = Number(localStorage.getItem('owner-ahead') ?? NaN)
const setClock = (seconds) => {
  ahead = seconds - Date.now() / 1000
  localStorage.setItem('owner-ahead', String(ahead))
}
if (Number.isNaN(ahead)) setClock(Number(document.querySelector('.col').dataset.now))
let line // the toast
const nowHere = () => Date.now() / 1000 + ahead

document.documentElement.classList.add('js')
const queue = new OwnerQueue(`${page}/word`, {
  settled: ({ kind }) => { if (!SEEN.includes(kind) && !queue.entries.length) renew() },
  refused: (_, why) => { toast(filled(words.failed, { why })); renew() },
  changed: () => show(),
  ended: () => location.reload()
})

const tasks = () => all('.work')
const valuesOf = (selector, root) => all(selector, root).map(({ value }) => value)
const posts = (work) => valuesOf('.b3 [name=posts]', work)
const waiting = (work) => {
  const own = work.dataset.mass === '1' ? valuesOf('[data-skip] [name=posts]', work) : posts(work)
  const ends = queue.entries.filter(({ kind }) => ENDS.includes(kind))
  const ended = new Set(ends.flatMap((entry) => entry.posts))
  return [...new Set(own)].filter((post) => !ended.has(post))
}
// With network the desk says what is due: until then it may still hold a post back.
const isDue = ({ dataset }, now) => dataset.state === 'now' || (queue.offline && Number(dataset.due) <= now)
const isHere = (work) => !only || waiting(work).includes(JSON.parse(work.dataset.of)[only])
const isOver = (work, now) => Number(work.dataset.over) < now

/** The task to do now, and everything else as it follows from that. */
function show () {
  const now = nowHere()
  const left = tasks().filter((work) => waiting(work).length && !isOver(work, now))
  const current = left.find((work) => isDue(work, now) && isHere(work))
  for (const work of tasks()) {
    work.hidden = work !== current
    const row = document.querySelector(`[data-row="${work.dataset.task}"]`)
    if (row) row.hidden = work === current || !left.includes(work) || !isHere(work)
    const segment = document.querySelector(`[data-seg="${work.dataset.task}"]`)
    segment?.classList.toggle('c', work === current)
    segment?.classList.toggle('d', !left.includes(work))
    say(work, now)
    showStep(work)
    label(work)
  }
  const later = document.querySelector('[data-list=later]')
  if (later) later.hidden = all('[data-row]', later).every((row) => row.hidden)
  const done = document.querySelector('[data-list=done]')
  if (done) done.hidden = Boolean(current)
  const evening = document.getElementById('evening')
  document.getElementById('rest').hidden = Boolean(current || evening)
  const count = document.querySelector('[data-done]')
  if (count) count.textContent = all('.prog i.d').length
  const undo = document.getElementById('undo')
  if (undo) undo.hidden = Boolean(current) || queue.entries.length > 0
  if (undo && !undo.hidden) line?.remove()
  document.getElementById('offline').hidden = !queue.offline
  const ticks = queue.entries.filter(({ kind }) => !SEEN.includes(kind)).length
  document.querySelector('[data-waiting]').textContent = ticks ? filled(words.waiting, { n: ticks }) : ''
}

/** How long until its time, or since. */
function say (work, now) {
  const due = Number(work.dataset.due)
  const minutes = Math.floor((now - due) / 60)
  const late = now - due > Number(document.querySelector('.col').dataset.dueSoon) * 60
  const when = work.querySelector('[data-when]')
  const left = Math.ceil((due - now) / 60)
  if (late) when.textContent = filled(words.late, { n: minutes })
  else if (minutes > 0) when.textContent = filled(words.ago, { n: minutes })
  else if (left >= 60) when.textContent = filled(words.hours, { h: Math.floor(left / 60), n: left % 60 })
  else when.textContent = left > 0 ? filled(words.soon, { n: left }) : words.now
  when.classList.toggle('late', late)
  work.querySelector('[data-late]').hidden = !late
}

/** What the last button and the line under the ticks say. */
function label (work) {
  const text = work.querySelector('[data-sent]')
  if (!text) return
  const left = waiting(work)
  const boxes = all('[data-tick]', work)
  for (const box of boxes) {
    if (!left.includes(box.dataset.tick)) { box.checked = true; box.disabled = true }
  }
  const ticked = boxes.filter((box) => box.checked && !box.disabled)
  const missing = boxes.filter((box) => !box.checked)
  const part = ticked.length && missing.length
  text.textContent = part
    ? filled(words.some, { n: ticked.length })
    : left.length === 1 ? words.single : filled(words.all, { n: left.length })
  const hint = work.querySelector('[data-hint]')
  if (!hint) return
  hint.dataset.plain ??= hint.textContent
  const names = missing.map((box) => box.dataset.name).join(words.comma)
  const some = missing.length && missing.length < boxes.length
  hint.textContent = some ? filled(words.left, { names }) : hint.dataset.plain
}

function ticked (work) {
  const left = waiting(work)
  const chosen = all('[data-tick]:checked:not(:disabled)', work).map((box) => box.dataset.tick)
  return chosen.length ? chosen : left
}

/** Take the owner's word, and offer to take it back for a minute. */
function report (work, kind, chosen, more = {}) {
  if (!chosen.length) return
  const entry = queue.add({ kind, task: work.dataset.task, posts: chosen, ...more })
  scrollTo({ top: 0 })
  if (kind === 'handed_over') return toast(words.handed)
  toast(words.recorded, words.undo, () => {
    if (!queue.drop(entry.key)) queue.add({ kind: 'taken_back', task: entry.task, posts: entry.posts })
    for (const box of all('[data-tick]', work)) {
      if (entry.posts.includes(box.dataset.tick)) Object.assign(box, { checked: false, disabled: false })
    }
    show()
  })
}

function toast (text, action, act) {
  line?.remove()
  line = Object.assign(document.createElement('div'), { className: 'toast' })
  line.setAttribute('role', 'status')
  line.append(Object.assign(document.createElement('span'), { textContent: text }))
  const mine = line
  if (action) {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: action })
    button.addEventListener('click', () => { mine.remove(); act() })
    line.append(button)
  }
  document.body.append(line)
  setTimeout(() => mine.remove(), action ? UNDO : 6000)
}

/** The page as the desk draws it now; what somebody is in the middle of stays. */
async function renew () {
  if (document.querySelector('dialog[open]') || all('[data-tick]:checked:not(:disabled)').length) {
    stale = true
    return
  }
  const answer = await live()
  if (answer?.ok && !queue.entries.length) {
    const column = fragment(await answer.text()).querySelector('.col')
    if (column) document.querySelector('.col').replaceWith(column)
    stale = false
    ready()
  }
  show()
}

/** What the desk says now; null without network, where only what was kept would come. */
async function live () {
  const answer = await fetch(`${page}?again=1`).catch(() => null)
  const was = queue.offline
  queue.offline = !answer || answer.headers.has('Sishi-Kept')
  if (was && !queue.offline) document.dispatchEvent(new Event('owner:online'))
  if (queue.offline) return null
  if ([404, 410].includes(answer.status)) location.reload()
  if (answer.ok) setClock(Number(answer.headers.get('Sishi-Now')))
  return answer
}

function ready () {
  for (const button of all('[data-share]')) button.hidden = !canShare()
  document.dispatchEvent(new Event('owner:drawn'))
}

// What the page beside a chat says (js/wecom-side.js).
const workOfTask = (task) => tasks().find(({ dataset }) => dataset.task === task)
document.addEventListener('owner:only', ({ detail }) => { only = detail.group; show() })
document.addEventListener('owner:seen', ({ detail }) => {
  stepDone(workOfTask(detail.task), 'c')
  queue.add(detail)
})
document.addEventListener('owner:sent', ({ detail }) => report(workOfTask(detail.task), 'sent', detail.posts))

const workOf = (element) => element.closest('.work')
const closed = (element) => element.closest('dialog')?.close()

document.addEventListener('click', async (event) => {
  const button = event.target.closest('button, a')
  if (!button) return event.target.matches('dialog') && event.target.close()
  const { dataset } = button
  const work = workOf(button)
  if (dataset.open) {
    closed(button)
    const sheet = document.getElementById(dataset.open)
    if (dataset.not) for (const box of all('[name=posts]', sheet)) box.checked = box.value === dataset.not
    sheet.dispatchEvent(new Event('change', { bubbles: true }))
    sheet.showModal()
  } else if ('close' in dataset) closed(button)
  else if ('copy' in dataset) {
    await copy(work.querySelector('[data-text]').textContent)
    stepDone(work, 'c')
    queue.add({ kind: 'copied', task: work.dataset.task, posts: waiting(work) })
    toast(words.copied)
  } else if ('save' in dataset) {
    stepDone(work, 's')
    queue.add({ kind: 'saved', task: work.dataset.task, posts: waiting(work) })
  } else if ('share' in dataset) {
    const link = work.querySelector('[data-save]')
    const file = await posterFile(link.href, link.download)
    const shared = file && await navigator.share({ files: [file] }).then(() => true, () => false)
    if (!shared) return
    stepDone(work, 's')
    queue.add({ kind: 'shared', task: work.dataset.task, posts: waiting(work) })
  } else if ('refresh' in dataset) renew()
})

document.addEventListener('submit', (event) => {
  const form = event.target
  const work = workOf(form)
  const fields = new FormData(form)
  if ('plain' in form.dataset || /\/(language|theme)$/.test(form.action)) return
  event.preventDefault()
  if ('undo' in form.dataset) {
    queue.add({ kind: 'taken_back', task: fields.get('task'), posts: fields.getAll('posts') })
  } else if (form.dataset.word === 'sent') report(work, 'sent', ticked(work))
  else if (form.dataset.word === 'handed_over') report(work, 'handed_over', waiting(work))
  else if ('skip' in form.dataset) skip(form, work, fields)
  else if ('edited' in form.dataset) {
    const told = fields.get('words').trim()
    if (!told || !fields.getAll('posts').length) return
    closed(form)
    report(work, 'edited', fields.getAll('posts'), { words: told })
  }
})

function skip (form, work, fields) {
  const chosen = fields.getAll('posts')
  const reason = fields.get('reason')
  const told = (fields.get('words') ?? '').trim()
  if (!chosen.length) return
  if (reason === 'other' && !told) return form.elements.words.focus()
  closed(form)
  if (reason === 'hand_over') report(work, 'handed_over', chosen)
  else report(work, 'skipped', chosen, { reason, words: told })
}

document.addEventListener('change', (event) => {
  const form = event.target.closest('[data-skip]') ?? event.target.querySelector?.('[data-skip]')
  if (form) {
    const other = form.elements.reason.value === 'other'
    form.elements.words.hidden = !other
    const number = new FormData(form).getAll('posts').length
    form.querySelector('[data-skip-label]').textContent =
      number ? (number === 1 ? words.skipSingle : filled(words.skipAll, { n: number })) : words.skipNone
  } else if (event.target.matches('[data-tick]')) label(workOf(event.target))
})

/** Once for each task that somebody sees. */
const seen = new Set(JSON.parse(sessionStorage.getItem('owner-opened') ?? '[]'))
function opened () {
  const work = tasks().find((each) => !each.hidden)
  if (!work || seen.has(work.dataset.task) || document.hidden) return
  seen.add(work.dataset.task)
  sessionStorage.setItem('owner-opened', JSON.stringify([...seen]))
  queue.add({ kind: 'opened', task: work.dataset.task, posts: waiting(work) })
}

async function keepForLater () {
  const scope = ['/o/', '/wecom/'].find((start) => location.pathname.startsWith(start))
  if (!navigator.serviceWorker || !scope) return
  const address = scriptAddress('/o/worker.js')
  await navigator.serviceWorker.register(address, { scope })
  await navigator.serviceWorker.ready
  if (!navigator.serviceWorker.controller) {
    const once = { once: true }
    const { serviceWorker } = navigator
    await new Promise((resolve) => serviceWorker.addEventListener('controllerchange', resolve, once))
  }
  const files = all('link[rel=stylesheet]').map(({ href }) => href)
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name)
  const modules = loaded.filter((name) => /\/static\/|\/fonts\//.test(name))
  const posters = all('img').map(({ src }) => src)
  const kept = new Set([`${page}?again=1`, `${location.pathname}?again=1`, ...files, ...modules, ...posters])
  await Promise.all([...kept].map((file) => fetch(file).catch(() => null)))
  document.documentElement.dataset.kept = 'yes'
}

ready()
show()
opened()
live().then(show)
queue.flush().then(() => queue.flushOthers())
keepForLater().catch(() => null)
setInterval(() => { if (!document.hidden) renew().then(opened) }, SOON)
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return
  queue.flush()
  renew().then(opened)
})
document.addEventListener('close', () => { if (stale) renew() }, true)
