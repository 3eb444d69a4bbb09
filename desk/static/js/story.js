// The editor of a story: what is typed is kept as a draft by itself, and what follows from it comes back:
// findings at their fields, the messages, and the posters. Without this the form saves with its own buttons.
import { fragment } from './markup.js'
import { keys, reload, say, undo, words } from './desk.js'

const WAIT = 250 // ms after the last key
const form = document.getElementById('story')
let timer
let asking

const composing = { now: false }
form.addEventListener('compositionstart', () => { composing.now = true })
form.addEventListener('compositionend', () => { composing.now = false; later() })
form.addEventListener('input', (event) => { count(event.target); if (!composing.now) later() })
form.addEventListener('change', later)

function later () {
  clearTimeout(timer)
  timer = setTimeout(save, WAIT)
}

/** Keep the draft; the last one asked for wins. Saves follow one another, for each names the one before. */
async function save () {
  if (form.querySelector('[disabled][name="title"]')) return
  if (asking) return later()
  const body = new FormData(form)
  body.set('action', 'save')
  asking = true
  try {
    const post = { method: 'POST', headers: { 'X-Part': '1' }, body: new URLSearchParams(body) }
    const sent = await fetch(form.getAttribute('action'), post)
    if (sent.status === 401) return location.reload()
    if (![200, 409].includes(sent.status)) return say(words.broken)
    put(fragment(await sent.text()))
  } catch {
    say(words.broken)
  } finally {
    asking = false
  }
}

/** Put each part where the one of its name stands; a poster stays until the next one is there. */
function put (parts) {
  for (const part of [...parts.children]) {
    const old = part.id && document.getElementById(part.id)
    if (!old) continue
    if (part.classList.contains('stpic')) swap(old, part)
    else old.replaceWith(part)
  }
  const use = document.getElementById('st-use')
  const copy = document.querySelector('[data-copy="st-use"]')
  if (copy && use) copy.replaceChildren(...use.cloneNode(true).childNodes)
  for (const field of form.querySelectorAll('[data-field]')) {
    const wrong = document.getElementById(`st-find-${field.dataset.field}`)?.children.length
    field.classList.toggle('wrong', Boolean(wrong))
  }
  for (const bubble of document.querySelectorAll('[data-bubble]')) {
    bubble.textContent = document.querySelector(`#st-msg-${bubble.dataset.bubble} .text`)?.textContent ?? ''
  }
  for (const tab of form.querySelectorAll('[data-tab]')) mark(tab)
}

function mark (tab) {
  const wrong = document.querySelector(`#part-${tab.dataset.tab} .find`)
  if (wrong && !tab.querySelector('i')) tab.append(document.createElement('i'))
  if (!wrong) tab.querySelector('i')?.remove()
}

async function swap (old, part) {
  const [was, now] = [old.dataset.src, part.dataset.src]
  if (was === now && now) return
  const begun = performance.now()
  old.dataset.src = now
  const image = part.querySelector('img')
  if (!image) return old.replaceChildren(...part.childNodes)
  const sent = await fetch(now, { headers: { Accept: 'application/json, image/*' } })
  if (old.dataset.src !== now) return // overtaken
  if (!sent.ok) return undrawn(old, sent)
  const url = URL.createObjectURL(await sent.blob())
  image.src = url
  await image.decode().catch(() => {})
  if (old.dataset.src !== now) return URL.revokeObjectURL(url)
  old.replaceChildren(image)
  document.dispatchEvent(new CustomEvent('redrawn', { detail: Math.round(performance.now() - begun) }))
}

/** Why there is no poster, in its place. */
async function undrawn (place, sent) {
  const answer = await sent.json().catch(() => ({}))
  const line = document.createElement('p')
  line.className = 'undrawn'
  line.textContent = answer.message ?? words.tooLong
  place.replaceChildren(line)
}

async function look (image) {
  const sent = await fetch(image.src, { headers: { Accept: 'application/json, image/*' } })
  if (!sent.ok) undrawn(image.closest('.stpic'), sent)
}
for (const image of form.querySelectorAll('.stpic img')) {
  if (image.complete && !image.naturalWidth) look(image)
  else image.addEventListener('error', () => look(image))
}

/** Characters of a field beside its limit; the marks below the text come back once the draft is kept. */
function count (area) {
  const field = area.closest?.('[data-field]')
  const line = field?.querySelector('[data-count]')
  if (line) {
    const n = [...(area.name === 'hook' ? area.value.split('\n')[0] : area.value)].length
    line.textContent = words.chars.replace('{n}', n).replace('{max}', line.dataset.longest)
    line.classList.toggle('over', n > Number(line.dataset.longest))
  }
  if (area.name === 'promo') form.querySelector('[data-promo]').textContent = area.value
  const marks = field?.querySelector('.marks')
  if (marks) marks.textContent = area.value
}

/** One part at a time where the screen is narrow. */
const first = [...form.querySelectorAll('.part')]
const narrow = matchMedia('(max-width: 760px)')
function show (slot) {
  for (const part of first) part.toggleAttribute('data-off', narrow.matches && part.dataset.slot !== slot)
  for (const tab of form.querySelectorAll('[data-tab]')) {
    if (tab.dataset.tab === slot) tab.setAttribute('aria-current', 'true')
    else tab.removeAttribute('aria-current')
  }
}
for (const tab of form.querySelectorAll('[data-tab]')) {
  tab.addEventListener('click', (event) => {
    if (!narrow.matches) return
    event.preventDefault()
    show(tab.dataset.tab)
  })
}
show((first.find((part) => part.querySelector('.find')) ?? first[0]).dataset.slot)
narrow.addEventListener('change', () => show(first[0].dataset.slot))

const go = (n) => () => { show(first[n].dataset.slot); first[n].querySelector('textarea, input')?.focus() }
const click = (key) => () => document.querySelector(`[data-key="${key}"]`)?.click()
keys({
  1: go(0),
  2: go(1),
  3: go(2),
  4: go(3),
  d: click('d'),
  '[': click('['),
  ']': click(']'),
  z: () => undo(),
  'shift+z': () => undo('/api/v1/redo'),
  '?': () => document.getElementById('keys')?.showModal()
})
document.addEventListener('changed', () => reload())
document.addEventListener('keydown', async (event) => {
  if (!(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== 's' || event.isComposing) return
  event.preventDefault()
  clearTimeout(timer)
  await save()
  document.querySelector('#st-use [data-use]')?.click()
})
