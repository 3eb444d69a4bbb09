// Files on their way: a few at once, each in pieces that go on where they stopped; kept until they are there.
import { ask, Refused } from './desk.js'
import { forget, keep, kept } from './upload-kept.js'

const PIECE = 2 ** 21 // bytes
const AT_ONCE = 3 // files
const TRIES = 3 // of a piece, before somebody is asked
const WAIT = 1000 // ms before the second try; twice as long before the third
const OCTETS = 'application/offset+octet-stream'

/** Tells of `progress` {batch, number, sent, total}, `done` {batch, number, answer}, `failed` and `idle`. */
export const sending = new EventTarget()
const tell = (kind, detail) => sending.dispatchEvent(new CustomEvent(kind, { detail }))
const jobs = [] // what waits for its turn
const running = new Set()
const all = new Map() // key -> {sent, total} of what was ever sent by this page

const address = ({ batch, number }) => `/api/v1/uploads/${batch}/files/${number}`
const keyOf = ({ batch, number }) => `${batch}/${number}`

/** How far all batches of this page are, in bytes; and whether something of `batch` (or of any) is left. */
export function state (batch) {
  let sent = 0
  let total = 0
  for (const each of all.values()) { sent += each.sent; total += each.total }
  const mine = (job) => !batch || job.batch === batch
  const done = [...all.values()].filter((each) => each.done).length
  return { sent, total, done, files: all.size, busy: jobs.some(mine) || [...running].some(mine) }
}

/** Send these: [{batch, number, file}]. Kept by the browser, so that the next page goes on. */
export async function send (files, { again = false } = {}) {
  for (const job of files) {
    if (running.has(job) || jobs.some((each) => keyOf(each) === keyOf(job))) continue
    all.set(keyOf(job), { sent: 0, total: job.file.size })
    jobs.push(job)
  }
  if (!again) await Promise.all(files.map((job) => keep(keyOf(job), job)))
  turn()
}

/** Go on with what an earlier page left; one tab does so. */
export async function resume () {
  const left = await kept()
  if (!left.length) return
  const go = () => new Promise((resolve) => {
    sending.addEventListener('idle', resolve, { once: true })
    send(left, { again: true })
  })
  if (navigator.locks) navigator.locks.request('uploads', { ifAvailable: true }, (lock) => lock && go())
}

/** No more of a batch. */
export function drop (batch) {
  const others = jobs.filter((job) => job.batch !== batch)
  jobs.splice(0, jobs.length, ...others)
  for (const key of all.keys()) if (key.startsWith(`${batch}/`)) { all.delete(key); forget(key) }
}

function turn () {
  while (running.size < AT_ONCE && jobs.length) {
    const job = jobs.shift()
    running.add(job)
    sendOne(job).finally(() => {
      running.delete(job)
      turn()
      if (!running.size && !jobs.length) tell('idle', {})
      else if (!state(job.batch).busy) tell('idle', { batch: job.batch })
    })
  }
}

async function sendOne (job) {
  let tries = 0
  let offset = -1
  const sum = await hash(job.file)
  for (;;) {
    try {
      if (offset < 0) offset = await offsetOf(job)
      if (offset >= job.file.size) return done(job, null)
      const answer = await piece(job, offset, sum)
      offset = Math.min(offset + PIECE, job.file.size)
      tries = 0
      note(job, offset)
      if (offset >= job.file.size) return done(job, answer)
    } catch (error) {
      if (error instanceof Refused && error.status === 409) { offset = -1; if (++tries < TRIES * 3) continue }
      if (isFinal(error)) return gone(job, error)
      if (++tries >= TRIES) return failed(job)
      offset = -1
      await rest(tries)
    }
  }
}

const PASSING = [408, 409, 429]
const isFinal = (error) => error instanceof Refused && error.status < 500 && !PASSING.includes(error.status)

async function piece (job, offset, sum) {
  const headers = { 'Content-Type': OCTETS, 'Upload-Offset': String(offset), Accept: 'application/json' }
  if (sum) headers['Upload-Checksum'] = `sha256 ${sum}`
  const body = job.file.slice(offset, offset + PIECE)
  const sent = await fetch(address(job), { method: 'PATCH', headers, body })
  if (!sent.ok) throw new Refused(sent.status, await sent.json().catch(() => null))
  return sent.json()
}

async function offsetOf (job) {
  const sent = await fetch(address(job), { method: 'HEAD' })
  if (!sent.ok) throw new Refused(sent.status, null)
  return Number(sent.headers.get('upload-offset'))
}

/** The hash of the whole, where the browser may make one; the desk then looks whether it came through. */
async function hash (file) {
  if (!crypto.subtle) return ''
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Wait a little; without a network until there is one. */
async function rest (tries) {
  if (!navigator.onLine) {
    tell('offline', {})
    await new Promise((resolve) => addEventListener('online', resolve, { once: true }))
  }
  await new Promise((resolve) => setTimeout(resolve, WAIT * 2 ** (tries - 1)))
}

function note (job, sent) {
  all.set(keyOf(job), { sent, total: job.file.size })
  tell('progress', { ...job, sent, total: job.file.size })
}

function done (job, answer) {
  all.set(keyOf(job), { sent: job.file.size, total: job.file.size, done: true })
  forget(keyOf(job))
  tell('done', { ...job, answer })
}

/** The desk wants no more of it: what it is, the page shows. */
function gone (job, error) {
  all.delete(keyOf(job))
  forget(keyOf(job))
  tell('done', { ...job, answer: null, error })
}

function failed (job) {
  tell('failed', { ...job, again: () => send([job], { again: true }) })
}

/** Announce files for a batch, or for a new one: what the desk answers. */
export function announce (files, { batch, group = '', evidence = false } = {}) {
  const listed = files.map((file) => ({ name: file.name.slice(0, 300), bytes: file.size, evidence }))
  if (batch) return ask('POST', `/api/v1/uploads/${batch}/files`, { files: listed })
  return ask('POST', '/api/v1/uploads', { files: listed, group })
}
