// 找: ⌘K or Ctrl-K on any page opens one field over it. The list is the server's; arrows choose, Enter opens.
import { ask, part, Refused, say } from './desk.js'

const WAIT = 60 // ms after the last key before it is looked for
const TOUCH = matchMedia('(pointer: coarse)')
let dialog = null
let words = {}
let kind = ''
let looking
let timer

const field = () => dialog.querySelector('input[name=q]')
const hits = () => [...dialog.querySelectorAll('[data-hit]')]
const chosen = () => dialog.querySelector('[data-hit].on')

async function open () {
  if (document.querySelector('dialog[open]')) return
  dialog ??= await make().catch(() => null)
  if (!dialog) return say('⌘K ✕')
  dialog.showModal()
  field().select()
  choose(hits()[0])
}

async function make () {
  const nodes = await part('/find', undefined, 'palette')
  const made = document.createElement('dialog')
  made.className = 'palette'
  made.setAttribute('aria-label', nodes.querySelector('input[name=q]').placeholder)
  made.append(nodes)
  words = JSON.parse(made.querySelector('[data-words]').textContent)
  made.querySelector('[data-close]').hidden = !TOUCH.matches
  made.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(look, WAIT) })
  made.addEventListener('keydown', onKey)
  made.addEventListener('click', onClick)
  made.addEventListener('submit', (event) => { event.preventDefault(); chosen()?.click() })
  made.addEventListener('pointermove', (event) => {
    const hit = event.target.closest?.('[data-hit]')
    if (hit && hit !== chosen()) choose(hit)
  })
  document.body.append(made)
  return made
}

async function look () {
  looking?.abort()
  const mine = looking = new AbortController()
  try {
    const nodes = await part(`/find?${new URLSearchParams({ q: field().value, kind })}`, mine.signal)
    if (mine !== looking) return
    dialog.querySelector('[data-found]').replaceChildren(nodes)
    choose(hits()[0])
    document.dispatchEvent(new CustomEvent('found'))
  } catch (error) {
    if (error.name !== 'AbortError') say(words.notReached)
  }
}

function choose (hit) {
  for (const each of hits()) each.classList.toggle('on', each === hit)
  hit?.scrollIntoView({ block: 'nearest' })
  const room = dialog.querySelector('[data-preview]')
  room.replaceChildren()
  if (!hit?.dataset.picture) return
  const image = document.createElement('img')
  image.src = hit.dataset.picture
  image.alt = ''
  const [title, text] = ['b', 'p'].map((name) => document.createElement(name))
  title.textContent = hit.dataset.title
  text.textContent = hit.dataset.text
  room.append(image, title, text)
}

function onKey (event) {
  if (event.isComposing || event.keyCode === 229) return
  const list = hits()
  const at = list.indexOf(chosen())
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (by && list.length) {
    event.preventDefault()
    return choose(list[(at + by + list.length) % list.length])
  }
  if (event.key === 'Enter' && event.target === field()) {
    event.preventDefault()
    const hit = chosen()
    if (hit && (event.metaKey || event.ctrlKey)) window.open(hit.href, '_blank', 'noopener')
    else if (hit) location.assign(hit.href)
  }
  if (event.altKey && event.code === 'KeyA') { event.preventDefault(); approve(chosen()) }
}

function onClick (event) {
  const chip = event.target.closest('[data-kind]')
  const instead = event.target.closest('[data-instead]')
  if (event.target === dialog || event.target.closest('[data-close]')) return dialog.close()
  if (!chip && !instead) return
  event.preventDefault()
  if (instead) field().value = instead.dataset.instead
  if (chip) {
    kind = chip.dataset.kind
    for (const each of dialog.querySelectorAll('[data-kind]')) each.removeAttribute('aria-current')
    chip.setAttribute('aria-current', 'true')
  }
  field().focus()
  look()
}

/** A yes to what the preview shows, in every group that is told exactly this. */
async function approve (hit) {
  if (!hit?.dataset.key) return say(words.cannot)
  const { key, pixels, ids } = hit.dataset
  const seen = { key, poster_sha256: pixels, ids: ids.split(' ') }
  try {
    const answer = await ask('POST', '/api/v1/review/approve', seen)
    const ends = Object.values(answer.outcomes)
    const n = ends.filter((end) => end.status === 'done').length
    const refused = new Set(ends.map((end) => end.message))
    say([n && words.approved.replace('{n}', n), ...refused].filter(Boolean).join(' · '))
    look()
  } catch (error) {
    say(error instanceof Refused ? error.message : words.notReached)
  }
}

document.addEventListener('keydown', (event) => {
  const isCommand = (event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey
  if (event.isComposing || !isCommand || event.key.toLowerCase() !== 'k') return
  event.preventDefault()
  open()
})
for (const link of document.querySelectorAll('[data-find]')) {
  link.addEventListener('click', (event) => {
    if (event.metaKey || event.ctrlKey) return
    event.preventDefault()
    open()
  })
}
