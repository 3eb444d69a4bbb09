// A template's variables: pictures follow the sliders, what the linter says follows a moment later.
import { part } from './desk.js'

const QUIET = 350 // ms without a change before the linter is asked
const form = document.querySelector('[data-tune]')
const notes = document.querySelector('[data-notes]')
let waiting
let asking

for (const plain of form.querySelectorAll('[data-plain]')) plain.hidden = true

/** The query of the form as it stands, for a picture or for the page. */
function query (without = []) {
  const asked = new URLSearchParams(new FormData(form))
  for (const name of ['name', 'title', ...without]) asked.delete(name)
  return asked
}

/** Each picture asks for the newest state once the one before has come: never two at a time. */
function draw (image) {
  const asked = query(['size', 'engine'])
  asked.set('size', image.dataset.size)
  asked.set('engine', image.dataset.engine)
  asked.set('v', form.dataset.version)
  const address = `/templates/${form.dataset.tune}/tuned.jpg?${asked}`
  if (image.dataset.busy) image.dataset.next = address
  else load(image, address)
}

function load (image, address) {
  image.dataset.busy = '1'
  const fresh = new Image()
  const done = (bad) => {
    image.closest('figure').classList.toggle('bad', bad)
    if (!bad) image.src = address
    delete image.dataset.busy
    const next = image.dataset.next
    delete image.dataset.next
    if (next) load(image, next)
  }
  fresh.addEventListener('load', () => done(false))
  fresh.addEventListener('error', () => done(true))
  fresh.src = address
}

function pictures (engine) {
  for (const image of form.querySelectorAll(`img[data-engine="${engine}"]`)) draw(image)
}

async function lint () {
  const address = `${location.pathname}?${query()}`
  history.replaceState(null, '', address)
  asking?.abort()
  asking = new AbortController()
  notes.setAttribute('aria-busy', 'true')
  try {
    const fresh = await part(address, asking.signal)
    notes.querySelector('.lint-notes').replaceWith(fresh)
    notes.removeAttribute('aria-busy')
  } catch (error) {
    if (error.name !== 'AbortError') notes.removeAttribute('aria-busy')
  }
}

form.addEventListener('input', (event) => {
  const control = event.target
  if (['name', 'title'].includes(control.name)) return
  if (['engine', 'size'].includes(control.name)) {
    location.assign(`${location.pathname}?${query()}`)
    return
  }
  if (control.type === 'range') {
    const output = control.parentElement.querySelector('output')
    output.value = `${control.value} ${output.dataset.unit}`
  }
  if (control.type === 'color') control.closest('.colours').querySelector('select').value = 'own'
  pictures('takumi')
  clearTimeout(waiting)
  waiting = setTimeout(() => { pictures('chromium'); lint() }, QUIET)
})
