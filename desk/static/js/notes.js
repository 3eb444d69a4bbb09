// Remarks: a click on the poster puts a pin, selected words are quoted, @ offers people, forms stay here.
// Without this file the forms go the long way; only a pin's place needs a script.

import { say as tell, undo, words } from './desk.js'

const people = (root) => JSON.parse(root.querySelector('[data-people]')?.textContent ?? '[]')

/** Bind the notes in `side`; `renew` shows them anew after something was said. */
export function attachNotes (side, renew) {
  const root = side.querySelector('.notes')
  if (!root) return
  const form = root.querySelector('[data-new]')
  for (const area of root.querySelectorAll('[data-calls]')) offerPeople(area, people(root))
  for (const each of root.querySelectorAll('form[data-say], form[data-quiet]')) {
    each.addEventListener('submit', (event) => { event.preventDefault(); send(each, renew) })
  }
  for (const area of root.querySelectorAll('form[data-say] textarea')) {
    area.addEventListener('keydown', (event) => {
      const sends = event.key === 'Enter' && (event.metaKey || event.ctrlKey)
      if (!event.isComposing && sends) area.form.requestSubmit()
    })
  }
  const poster = root.querySelector('[data-pins]')
  if (form && poster) poster.addEventListener('click', (event) => pinAt(event, root, form, poster))
  form?.querySelector('[data-unpin]').addEventListener('click', () => place(form, null))
}

/** What is selected in the post's words becomes the quote of a new remark. */
export function quoteSelection (side, text) {
  const form = side.querySelector('.notes [data-new]')
  if (!form || !text) return
  form.elements.quote.value = text
  where(form, `“${text}”`)
}

function pinAt (event, root, form, poster) {
  const mark = event.target.closest('[data-thread]')
  if (mark) return light(root, mark.dataset.thread)
  const box = poster.querySelector('img').getBoundingClientRect()
  const share = (at, from, size) => Math.min(1, Math.max(0, (at - from) / size))
  place(form, { x: share(event.clientX, box.left, box.width), y: share(event.clientY, box.top, box.height) })
  draw(poster, form)
  form.elements.text.focus()
}

function place (form, at) {
  for (const name of ['x', 'y']) {
    form.elements[name].disabled = !at
    form.elements[name].value = at ? at[name].toFixed(4) : ''
  }
  if (at) return where(form, words.pinHere)
  form.elements.quote.value = ''
  form.querySelector('[data-where]').hidden = true
  form.closest('.notes').querySelector('.npins .fresh')?.remove()
}

function where (form, text) {
  form.querySelector('[data-where]').hidden = false
  form.querySelector('[data-what]').textContent = text
}

/** The new pin on the poster, before it is sent. */
function draw (poster, form) {
  const svg = poster.querySelector('.npins')
  svg.querySelector('.fresh')?.remove()
  const make = (name, values) => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', name)
    for (const [key, value] of Object.entries(values)) node.setAttribute(key, value)
    return node
  }
  const { x, y } = form.elements
  const group = make('g', { class: 'fresh lit', transform: `translate(${x.value * 384} ${y.value * 512})` })
  const text = make('text', { x: 19, y: -12.5 })
  text.textContent = form.querySelector('[data-next]').textContent
  group.append(make('path', { d: 'M0 0v-19a19 19 0 1 1 19 19z' }), text)
  svg.append(group)
}

function light (root, id) {
  for (const each of root.querySelectorAll('.lit:not(.fresh)')) each.classList.remove('lit')
  const lit = `[data-thread="${CSS.escape(id)}"], #note-${CSS.escape(id)}`
  for (const each of root.querySelectorAll(lit)) each.classList.add('lit')
  root.querySelector(`#note-${CSS.escape(id)}`)?.scrollIntoView({ block: 'nearest' })
}

async function send (form, renew) {
  const sent = await fetch(form.action, {
    method: 'POST', body: new URLSearchParams(new FormData(form)), redirect: 'manual'
  }).catch(() => null)
  if (!sent) return tell(words.notReached)
  if (sent.type !== 'opaqueredirect' && !sent.ok) return tell(words.notSaid)
  await renew()
  tell(words.noted, words.undo, () => undo())
}

/** While a word behind @ is typed: who could be meant; arrows choose, Enter takes. */
function offerPeople (area, all) {
  const list = document.createElement('ul')
  list.className = 'callable'
  list.hidden = true
  list.id = `calls-${area.id}`
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', words.whom)
  area.setAttribute('aria-controls', list.id)
  area.after(list)
  let at = 0
  const begun = () => area.value.slice(0, area.selectionStart).match(/@([^\s@]{0,20})$/)
  const shown = () => [...list.children]
  const choose = (n) => {
    at = n
    shown().forEach((each, place) => each.setAttribute('aria-selected', String(place === n)))
  }
  const take = (person) => {
    const end = area.selectionStart
    area.setRangeText(`@${person.called} `, end - begun()[0].length, end, 'end')
    list.hidden = true
    area.focus()
  }
  area.addEventListener('input', () => {
    const part = begun()?.[1].toLowerCase()
    const fits = (person) => `${person.called} ${person.name}`.toLowerCase().includes(part)
    const fit = part === undefined ? [] : all.filter(fits).slice(0, 6)
    list.replaceChildren(...fit.map((person) => row(person, take)))
    list.hidden = !fit.length
    if (fit.length) choose(0)
  })
  area.addEventListener('keydown', (event) => {
    if (list.hidden || event.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) choose((at + step + shown().length) % shown().length)
    else if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey) shown()[at].click()
    else if (event.key === 'Escape') list.hidden = true
    else return
    event.preventDefault()
    event.stopPropagation()
  })
  area.addEventListener('blur', () => setTimeout(() => { list.hidden = true }, 200))
}

function row (person, take) {
  const item = document.createElement('li')
  item.setAttribute('role', 'option')
  const mark = document.createElement('span')
  mark.className = 'av sm'
  mark.textContent = person.called.slice(0, 1)
  const name = document.createElement('b')
  name.textContent = person.called
  const role = document.createElement('small')
  role.textContent = person.role
  item.append(mark, name, role)
  item.addEventListener('click', () => take(person))
  return item
}
