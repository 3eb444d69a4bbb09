// A guest's page: keys, pins on the poster, several remarks at once, decisions kept without a network.
// Every form works without this file; only a pin's place and a quote need it.

const words = JSON.parse(document.getElementById('words').textContent)
const form = document.querySelector('[data-change]')
const poster = document.querySelector('[data-poster]')
const fill = (text, n) => text.replace('{n}', n)
const KEPT = `share ${words.page}` // of this browser's store: decisions that wait for the network

document.documentElement.classList.add('js')

// -- pins and remarks -------------------------------------------------------------------------------
const live = form?.querySelector('[data-live]')
const field = (name) => live.querySelector(`[name="${name}"]`)
const chosen = () => live.querySelector('[name=kind]:checked')
const said = () => form.querySelectorAll('.said1').length

poster?.addEventListener('click', (event) => {
  const mayJudge = document.querySelector('[data-key="r"], [data-change]')
  if (document.body.classList.contains('final') || !mayJudge) return
  const box = poster.querySelector('img').getBoundingClientRect()
  const at = ['x', 'y'].map((side) => {
    const [from, size] = side === 'x' ? [box.left, box.width] : [box.top, box.height]
    return Math.min(1, Math.max(0, ((side === 'x' ? event.clientX : event.clientY) - from) / size)).toFixed(4)
  })
  if (form) return pinAt(...at)
  sessionStorage.setItem('pin', at.join(' '))
  location.assign(words.change)
})

function pinAt (x, y) {
  if (field('text').value.trim()) keep()
  field('x').value = x
  field('y').value = y
  draw()
  field('text').focus()
}

/** The remark that was being written becomes one of the list; another is begun. */
function keep () {
  const item = document.createElement('div')
  item.className = 'said1'
  const number = document.createElement('span')
  number.className = 'npin'
  const text = document.createElement('p')
  const kind = document.createElement('b')
  kind.textContent = chosen().nextElementSibling.textContent
  text.append(kind, field('text').value)
  const off = document.createElement('button')
  off.type = 'button'
  off.textContent = '×'
  off.setAttribute('aria-label', words.remove)
  off.addEventListener('click', () => { item.remove(); draw() })
  item.append(number, text, off)
  for (const name of ['kind', 'text', 'quote', 'x', 'y']) {
    const value = (name === 'kind' ? chosen() : field(name)).value
    const hidden = document.createElement('input')
    Object.assign(hidden, { type: 'hidden', name, value })
    item.append(hidden)
  }
  form.querySelector('[data-done]').append(item)
  for (const name of ['text', 'quote', 'x', 'y']) field(name).value = ''
  form.querySelector('[data-quoted]').hidden = true
}

/** Numbers, pins on the poster, and what the button says. */
function draw () {
  for (const each of poster.querySelectorAll('.npin')) each.remove()
  const all = [...form.querySelectorAll('.said1'), live]
  all.forEach((item, place) => {
    const mark = item.querySelector('.npin')
    mark.textContent = place + 1
    const [x, y] = ['x', 'y'].map((name) => item.querySelector(`[name="${name}"]`).value)
    if (x === '') return
    const pin = mark.cloneNode(true)
    pin.classList.toggle('live', item === live)
    pin.style.left = `${x * 100}%`
    pin.style.top = `calc(${y} * ${poster.querySelector('img').offsetHeight}px)`
    poster.append(pin)
  })
  const n = said() + (field('text').value.trim() ? 1 : 0)
  const button = form.querySelector('[data-hand]')
  button.disabled = !n
  button.textContent = n ? fill(words.hand, n) : words.write
  field('text').required = !said()
}

if (form) {
  field('text').addEventListener('input', draw)
  form.addEventListener('submit', () => { live.disabled = !field('text').value.trim() })
  document.addEventListener('selectionchange', () => {
    const selection = getSelection()
    const text = String(selection).trim().slice(0, 200)
    if (!text || !form.querySelector('[data-words]').contains(selection.anchorNode)) return
    field('quote').value = text
    const shown = form.querySelector('[data-quoted]')
    shown.hidden = false
    shown.textContent = words.quote + text
  })
  const pin = sessionStorage.getItem('pin')
  sessionStorage.removeItem('pin')
  if (pin) poster.querySelector('img').decode().catch(() => {}).then(() => pinAt(...pin.split(' ')))
  draw()
}

// -- keys -------------------------------------------------------------------------------------------
document.addEventListener('keydown', (event) => {
  if (event.isComposing) return
  const sends = event.key === 'Enter' && (event.metaKey || event.ctrlKey)
  if (form && sends) return form.querySelector('[data-hand]').click()
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.('input, textarea')) return
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.click()
})

// -- without a network ------------------------------------------------------------------------------
const kept = () => JSON.parse(localStorage.getItem(KEPT) ?? '[]')
const line = document.querySelector('[data-offline]')

function tell (text) {
  line.hidden = !text
  line.querySelector('span').textContent = text
}

/** Send what waits, in its order; what the desk refuses is shown by its own page, and waits no longer. */
async function hand () {
  const waiting = kept()
  let done = 0
  for (const body of waiting) {
    const more = { method: 'POST', body: new URLSearchParams(body), redirect: 'manual' }
    const sent = await fetch(`${words.page}/word`, more).catch(() => null)
    if (!sent) break
    done += 1
  }
  localStorage.setItem(KEPT, JSON.stringify(waiting.slice(done)))
  if (waiting.length > done) tell(fill(words.waiting, waiting.length - done))
  else if (done) tell(fill(words.sent, done))
}

for (const each of document.querySelectorAll('[data-pass], [data-change]')) {
  each.addEventListener('submit', (event) => {
    if (navigator.onLine) return
    event.preventDefault()
    const body = [...new FormData(each, event.submitter ?? undefined)]
    localStorage.setItem(KEPT, JSON.stringify([...kept(), body]))
    tell(fill(words.waiting, kept().length))
  })
}
addEventListener('online', hand)
if (kept().length) hand()
