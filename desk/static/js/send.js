// 发送: links and forms work without it. It swaps what a link would load, opens dialogs as dialogs, has the
// keys, and follows what others do. An answer that sends again waits five seconds: it can be taken back.
import { fragment, keys, listen, say, words } from './desk.js'

const WAIT = 5000 // ms before an act that members could see
const PARTS = ['.top', '#main', '#inspector']
const AGAIN = 30000 // ms: countdowns and lateness move by themselves
document.documentElement.classList.add('js')

let asked = 0
/** Show the page of an address, swapping its parts; a whole load where that fails. */
async function go (address, { push = true, quiet = false } = {}) {
  const mine = ++asked
  const sent = await fetch(address, { headers: { Accept: 'text/html' } }).catch(() => null)
  if (mine !== asked) return
  if (!sent?.ok || sent.redirected) return quiet ? null : location.assign(address)
  const fresh = fragment(await sent.text())
  if (mine !== asked) return
  if (push) history.pushState(null, '', address)
  const typing = document.querySelector('dialog[open]')
  if (quiet && typing) return
  const focused = document.activeElement?.closest('[data-task]')?.dataset.task
  for (const name of PARTS) {
    const [now, then] = [document.querySelector(name), fresh.querySelector(name)]
    if (now && then && !now.isEqualNode(then)) now.replaceWith(then)
  }
  document.querySelector('.app').classList.toggle('has-sel', new URLSearchParams(location.search).has('sel'))
  const again = focused && document.querySelector(`[data-task="${CSS.escape(focused)}"] .w`)
  if (again) again.focus({ preventScroll: true })
  opened()
}

const address = (changes) => {
  const here = new URL(location)
  for (const [name, value] of Object.entries(changes)) {
    value ? here.searchParams.set(name, value) : here.searchParams.delete(name)
  }
  return here.pathname + here.search
}

/** Dialogs that the server drew become modal ones; Esc and a click beside them close them. */
function opened () {
  const dialog = document.querySelector('dialog[data-modal]')
  if (!dialog || dialog.matches(':modal')) return
  dialog.close()
  dialog.showModal()
  dialog.addEventListener('cancel', (event) => { event.preventDefault(); go(address({ do: '' })) })
  dialog.addEventListener('click', (event) => { if (event.target === dialog) go(address({ do: '' })) })
  const label = () => {
    const chosen = dialog.querySelector('[data-label]:checked')
    const button = dialog.querySelector('[data-go]')
    if (chosen && button) button.textContent = chosen.dataset.label
  }
  dialog.addEventListener('change', label)
  label()
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href]')
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button
  if (!link || event.defaultPrevented || elsewhere) return
  const to = new URL(link.href)
  if (to.origin !== location.origin || to.pathname !== '/send' || link.target) return
  event.preventDefault()
  go(to.pathname + to.search)
})

document.addEventListener('change', ({ target }) => {
  const form = target.closest('form[data-filter]')
  if (form) go(`/send?${new URLSearchParams([...new FormData(form)].filter(([, value]) => value))}`)
})

let held // what waits for its five seconds
/** Send a form after a while, unless it is taken back; at once where the page is left. */
function later (form, button) {
  const data = new URLSearchParams(new FormData(form, button))
  const send = () => {
    clearTimeout(held?.timer)
    held = null
    return fetch(form.action, { method: 'POST', body: data, keepalive: true })
  }
  const end = () => go(address({ do: '' }), { push: false })
  held = { send, timer: setTimeout(() => send().then(end, (error) => say(error.message)), WAIT) }
  go(address({ do: '' }))
  say(words.soon, words.takeBack, () => {
    clearTimeout(held?.timer)
    held = null
    say(words.takenBack)
  })
}

document.addEventListener('submit', (event) => {
  const form = event.target
  if (!form.matches('[data-answer]') || !form.querySelector('[data-wait]:checked')) return
  event.preventDefault()
  later(form, event.submitter)
})
addEventListener('pagehide', () => held?.send())
addEventListener('popstate', () => go(location.pathname + location.search, { push: false }))

const tasks = () => [...document.querySelectorAll('.line [data-task]')]
function step (by) {
  const list = tasks()
  const at = list.findIndex((task) => task.matches('.on'))
  const next = list[at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + by))]
  const link = next?.querySelector('.w')
  if (!link) return
  history.replaceState(null, '', link.href)
  go(link.getAttribute('href'), { push: false })
  next.scrollIntoView({ block: 'nearest' })
}
const use = (key) => () => document.querySelector(`[data-key="${key}"]`)?.click()
keys({
  j: () => step(1),
  arrowdown: () => step(1),
  k: () => step(-1),
  arrowup: () => step(-1),
  enter: () => document.querySelector('#inspector .gl a')?.click(),
  '/': () => document.querySelector('[data-filter] select')?.focus(),
  '?': () => document.getElementById('keys')?.showModal()
})
keys(Object.fromEntries(['m', 'u', 'p', 't', 'b', 'z', 'r'].map((key) => [key, use(key)])))

let waiting
const renew = () => {
  if (waiting || held) return
  waiting = setTimeout(() => {
    waiting = null
    if (document.hidden || document.activeElement?.matches('select')) return
    go(location.pathname + location.search, { push: false, quiet: true })
  }, 1000)
}
listen(({ kind }) => { if (['post', 'channel', 'all'].includes(kind)) renew() })
setInterval(renew, AGAIN)
const offline = (gone) => { document.querySelector('[data-offline]')?.toggleAttribute('hidden', !gone) }
addEventListener('offline', () => offline(true))
addEventListener('online', () => { offline(false); renew() })
opened()
