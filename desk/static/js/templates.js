// The gallery and the proof sheet follow the files: a template that is saved is drawn anew.
import { listen, part, say, words } from './desk.js'

const sheet = document.querySelector('[data-proof]')
const form = document.querySelector('.proofing')
let asking

async function redraw (address, push) {
  asking?.abort()
  asking = new AbortController()
  sheet.setAttribute('aria-busy', 'true')
  try {
    sheet.replaceChildren(await part(address, asking.signal))
    if (push) history.pushState(null, '', address)
    sheet.removeAttribute('aria-busy')
    return await rest(address, asking.signal)
  } catch (error) {
    if (error.name === 'AbortError') return false
    sheet.removeAttribute('aria-busy')
    say(words.broken)
    return false
  }
}

/** A request draws some cells; ask on until none waits. */
async function rest (address, signal) {
  while (sheet.querySelector('[data-waiting]')) {
    const before = sheet.querySelectorAll('.cell img').length
    sheet.replaceChildren(await part(address, signal))
    if (sheet.querySelectorAll('.cell img').length <= before) return false // nothing comes of it
  }
  return true
}

if (sheet) {
  const address = () => `${location.pathname}?${new URLSearchParams(new FormData(form))}`
  form.addEventListener('submit', (event) => { event.preventDefault(); redraw(address(), true) })
  form.addEventListener('change', () => { swatch(); redraw(address(), true) })
  addEventListener('popstate', () => location.reload())
  asking = new AbortController()
  rest(location.href, asking.signal).catch(() => {})
}

/** The colours beside the menu are of the palette that the page came with. */
function swatch () {
  form.querySelector('.swatch')?.toggleAttribute('hidden', true)
}

listen(async ({ kind, what }) => {
  if (kind !== 'template' && kind !== 'all') return
  if (!sheet) location.reload()
  else if (!what || what === sheet.dataset.proof) {
    if (await redraw(location.href, false)) say(words.redrawn)
  }
})
