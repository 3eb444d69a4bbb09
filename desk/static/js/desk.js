// What every page's script stands on: asking the desk, saying what happened, keys, and the feed of changes.
// Types are checked by nobody but the reader; keep modules small. Markup comes in through markup.js alone.

import { fragment } from './markup.js'

export { fragment }

export class Refused extends Error {
  constructor (status, body) {
    super(body?.message ?? String(status))
    this.status = status
    this.body = body
  }
}

/** Ask the API. `revision` becomes If-Match, `heard` gets the headers. Throws Refused with the body of the answer. */
export async function ask (method, path, body, { revision, signal, heard, keepalive = false } = {}) {
  const headers = { Accept: 'application/json' }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (revision !== undefined) headers['If-Match'] = `"${revision}"`
  const sent = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal, keepalive })
  heard?.(sent.headers)
  if (sent.status === 204) return null
  const kind = sent.headers.get('content-type') ?? ''
  const answer = kind.includes('json') ? await sent.json() : await sent.blob()
  if (!sent.ok) {
    if (sent.status === 401) location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`)
    throw new Refused(sent.status, answer)
  }
  return answer
}

/** Part of a page, rendered by the server, as nodes: lists go on with it, and cells are renewed. */
export async function part (address, signal, which = '1') {
  const sent = await fetch(address, { headers: { 'X-Part': which }, signal })
  if (!sent.ok) throw new Refused(sent.status, null)
  return fragment(await sent.text())
}

let saying
let reloading = false
/** Load the page again; what is said meanwhile is said on the fresh page. */
export function reload () {
  reloading = true
  location.reload()
}

/** A sentence at the foot of the page, with an action; it goes after a while and is read aloud. Its element. */
export function say (text, action, act) {
  if (reloading) sessionStorage.setItem('say', text)
  saying?.remove()
  saying = document.createElement('div')
  saying.className = 'toast'
  saying.setAttribute('role', 'status')
  saying.append(text)
  if (action) {
    const button = document.createElement('button')
    button.textContent = action
    button.addEventListener('click', () => { saying.remove(); act() })
    saying.append(button)
  }
  document.body.append(saying)
  const mine = saying
  setTimeout(() => mine.remove(), 8000)
  return mine
}

const carried = sessionStorage.getItem('say')
sessionStorage.removeItem('say')
if (carried) say(carried)

const written = (id) => JSON.parse(document.getElementById(id)?.textContent ?? '{}')
/** Words of the page's language: of <script type="application/json" id="words">, and undo's, which every page has. */
export const words = { ...written('undo-words'), ...written('words') }

const bound = new Map()
/** Bind keys, written as "p", "shift+a", "ArrowLeft", "?". Off while somebody types or composes Chinese. */
export function keys (table) {
  for (const [key, act] of Object.entries(table)) bound.set(key.toLowerCase(), act)
}

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return
  const target = event.target
  if (target instanceof Element && target.closest('input, textarea, select, [contenteditable], dialog[open]')) return
  const name = event.key.toLowerCase()
  const act = bound.get(event.shiftKey && name.length === 1 && /[a-z]/.test(name) ? `shift+${name}` : name)
  if (!act) return
  event.preventDefault()
  act(event)
})

/**
 * Undo and redo, from the server's journal: the action `entry`, else the last one that this page shows. It is
 * named; one that lies elsewhere is named and asked for first. The page is renewed after.
 */
export async function undo (path = '/api/v1/undo', entry) {
  const scope = JSON.parse(document.querySelector('[data-undo]')?.dataset.undo ?? '{}')
  try {
    const answer = await ask('POST', path, entry ? { entry } : { scope })
    if (answer.asks) return say(words.elsewhere.replace('{what}', answer.asks.what), words.yes, () => undo(path, answer.asks.entry))
    if (answer.entry === null) return say(words.nothingThere)
    const refused = Object.values(answer.outcomes ?? {}).filter((end) => end.status !== 'done')
    const done = path.endsWith('redo') ? words.redone : words.undone
    document.dispatchEvent(new CustomEvent('changed', { detail: answer }))
    say(refused.length ? [answer.what, ...refused.map((end) => end.message)].join(' · ') : done.replace('{what}', answer.what))
  } catch (error) {
    say(error.message)
  }
}

/** Changes that others make: one stream a browser, shared by its tabs. `heard` gets {kind, what}. */
export function listen (heard) {
  const channel = new BroadcastChannel('changes')
  channel.addEventListener('message', (event) => heard(event.data))
  const pass = (change) => { channel.postMessage(change); heard(change) }
  if (navigator.locks) navigator.locks.request('changes', () => new Promise(() => stream(pass)))
  else if (!streaming) whileVisible(pass)
}

let streaming = false // this page has a stream of its own

/** Over plain HTTP on a network there are no locks: the tab that is looked at has a stream of its own. */
function whileVisible (heard) {
  streaming = true
  let source = stream(heard)
  document.addEventListener('visibilitychange', () => {
    source?.close()
    source = document.hidden ? null : stream(heard)
    if (source) heard({ kind: 'all', what: '' })
  })
}

function stream (heard) {
  const source = new EventSource('/changes')
  source.addEventListener('change', (event) => heard(JSON.parse(event.data)))
  return source
}
