// The brand kit: what is typed is shown on the wall at once; it is kept by the button alone.
import { fragment } from './markup.js'
import { say, words } from './desk.js'

const WAIT = 300 // ms after the last key
const form = document.querySelector('[data-brand]')
const wall = { now: '' }
let timer
let asking

form.addEventListener('input', (event) => { if (!event.isComposing) later() })
form.addEventListener('compositionend', later)
form.addEventListener('change', later)
function later () {
  clearTimeout(timer)
  timer = setTimeout(look, WAIT)
}

async function look () {
  asking?.abort()
  asking = new AbortController()
  const query = new URLSearchParams(new FormData(form))
  if (wall.now) query.set('now', '1')
  try {
    const sent = await fetch(`/brand?${query}`, { headers: { 'X-Part': '1' }, signal: asking.signal })
    if (!sent.ok) return say(words.broken)
    for (const part of [...fragment(await sent.text()).children]) put(part)
  } catch (error) {
    if (error.name !== 'AbortError') say(words.broken)
  }
}

/** A poster that looks as it did stays; the others wait until they are drawn. */
function put (part) {
  const old = document.getElementById(part.id)
  if (!old) return
  if (part.id !== 'bk-wall') return old.replaceWith(part)
  old.className = part.className
  const was = [...old.children]
  ;[...part.children].forEach((fresh, n) => {
    const [before, after] = [was[n]?.querySelector('img'), fresh.querySelector('img')]
    if (!after || !before) return was[n] ? was[n].replaceWith(fresh) : old.append(fresh)
    if (before.dataset.k !== after.dataset.k) swap(was[n], fresh, after)
  })
}

async function swap (old, fresh, image) {
  old.dataset.next = image.dataset.k
  const sent = await fetch(image.src, { headers: { Accept: 'application/json, image/*' } })
  if (old.dataset.next !== image.dataset.k) return
  if (!sent.ok) return failed(old, await sent.json().catch(() => ({})))
  const url = URL.createObjectURL(await sent.blob())
  image.src = url
  await image.decode().catch(() => {})
  if (old.dataset.next === image.dataset.k) old.replaceChildren(...fresh.childNodes)
}

function failed (place, answer) {
  const line = document.createElement('p')
  line.className = 'undrawn'
  line.textContent = answer.message ?? words.broken
  place.querySelector('img')?.remove()
  place.prepend(line)
}

for (const image of document.querySelectorAll('#bk-wall img')) {
  image.addEventListener('error', async () => {
    const sent = await fetch(image.src, { headers: { Accept: 'application/json, image/*' } })
    if (!sent.ok) failed(image.closest('li'), await sent.json().catch(() => ({})))
  })
}

for (const link of document.querySelectorAll('[data-now], [data-canvas], [data-turn]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault()
    if ('now' in link.dataset) wall.now = link.dataset.now
    if ('canvas' in link.dataset) form.elements.canvas.value = link.dataset.canvas
    if ('turn' in link.dataset) form.elements.turn.value = Number(form.elements.turn.value) + 1
    for (const other of link.closest('.seg')?.children ?? []) other.removeAttribute('aria-current')
    if (link.closest('.seg')) link.setAttribute('aria-current', 'true')
    look()
  })
}

const seeds = form.querySelector('.seeds')
const more = seeds.querySelector('[data-more]')
if (!more.disabled) {
  more.hidden = false
  for (const less of seeds.querySelectorAll('[data-less]')) less.hidden = false
}
seeds.addEventListener('click', (event) => {
  const less = event.target.closest('[data-less]')
  if (less) { event.preventDefault(); less.closest('label').remove(); later() }
})
more.addEventListener('click', () => {
  const label = document.createElement('label')
  const input = document.createElement('input')
  Object.assign(input, { type: 'color', name: 'colour', value: '#2A8578' })
  label.append(input)
  more.before(label)
  input.focus()
  later()
})
for (const logo of document.querySelectorAll('[data-logo]')) {
  logo.addEventListener('change', () => logo.requestSubmit())
}
form.classList.add('scripted')
