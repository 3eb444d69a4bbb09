// The long lists: they go on by themselves as one scrolls; cards are chosen, also a row of them with shift;
// what is chosen is approved, returned or withdrawn at once, and each card says how it ended.
import { ask, keys, listen, part, reload, say, undo, words } from './desk.js'
import { draftOf } from './unsaved.js'

const grid = document.querySelector('[data-grid]')
const bar = document.querySelector('[data-bulk]')
const put = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name])

// -- going on ------------------------------------------------------------------------------------
const watch = new IntersectionObserver((seen) => {
  for (const one of seen) if (one.isIntersecting) goOn(one.target)
}, { rootMargin: '800px' })

async function goOn (link) {
  watch.unobserve(link)
  const row = link.closest('.more')
  try {
    const more = await part(link.href)
    row.replaceWith(more)
    renew()
  } catch { /* the link stays, and works as one */ }
}

function renew () {
  const link = grid?.querySelector('[data-more]')
  if (link) watch.observe(link)
}
renew()

// -- choosing ------------------------------------------------------------------------------------
if (bar && grid) {
  const boxes = () => [...grid.querySelectorAll('input[name=item]')]
  const chosen = () => boxes().filter((box) => box.checked)
  const count = bar.querySelector('[data-count]')
  const [all, none] = [bar.querySelector('[data-all]'), bar.querySelector('[data-none]')]
  let last = null

  const tell = () => {
    const n = chosen().length
    count.textContent = n ? put(words.chosen, { n }) : words.none
    bar.classList.toggle('some', n > 0)
    all.hidden = n === 0
    none.hidden = n === 0
    for (const button of bar.querySelectorAll('[data-verb]')) button.disabled = n === 0
    for (const box of boxes()) box.closest('.pc').classList.toggle('on', box.checked)
  }

  grid?.addEventListener('click', (event) => {
    const box = event.target.closest('input[name=item]')
    if (!box) return
    if (event.shiftKey && last) {
      const list = boxes()
      const [from, to] = [list.indexOf(last), list.indexOf(box)].sort((a, b) => a - b)
      for (const one of list.slice(from, to + 1)) one.checked = box.checked
    }
    last = box
    if (event.detail) box.blur() // chosen by pointer: the next key is for the bar, not for the box
    tell()
  })
  const set = (value) => { for (const box of boxes()) box.checked = value; tell() }
  all.addEventListener('click', () => set(true))
  none.addEventListener('click', () => set(false))

  // -- doing -------------------------------------------------------------------------------------
  const item = { // what each verb must be told of a card: for a yes, the very text and pixels
    approve: ({ dataset: d }) => ({ id: d.id, version: Number(d.version), text_sha256: d.text, poster_sha256: d.poster })
  }
  const moved = ({ dataset: d }) => ({ id: d.id, revision: Number(d.revision) })

  bar.addEventListener('submit', (event) => {
    const verb = event.submitter?.dataset.verb
    if (!verb) return
    event.preventDefault()
    act(verb)
  })

  async function act (verb) {
    const all = chosen()
    const boxes = verb === 'approve' ? all.filter((box) => !draftOf(box.dataset.id)) : all
    const left = all.length - boxes.length
    const why = bar.querySelector('.why')
    if (!boxes.length) return left ? say(put(words.draftsLeft, { n: left })) : undefined
    if (verb === 'return' && !why.value.trim()) {
      why.classList.add('asked')
      why.focus()
      say(words.reason)
      return
    }
    bar.setAttribute('aria-busy', 'true')
    try {
      const outcomes = {}
      const entries = []
      for (let at = 0; at < boxes.length; at += 200) {
        const items = boxes.slice(at, at + 200).map(item[verb] ?? moved)
        const answer = await ask('POST', `/api/v1/posts/${verb}`, { items, why: why.value.trim() })
        Object.assign(outcomes, answer.outcomes)
        if (answer.entry) entries.unshift(answer.entry)
      }
      await told(outcomes, entries, left)
      grid.querySelector(`.pc[data-id="${CSS.escape(boxes.at(-1).dataset.id)}"] [data-row]`)?.focus({ preventScroll: true }) // keys go on from there
      why.value = ''
      why.classList.remove('asked')
    } catch (error) {
      say(error.message)
    } finally {
      bar.removeAttribute('aria-busy')
    }
  }

  async function told (outcomes, entries, left = 0) {
    const ends = Object.entries(outcomes)
    const done = ends.filter(([, end]) => end.status === 'done').length
    const failed = ends.filter(([, end]) => end.status !== 'done')
    await refresh()
    for (const [id, end] of failed) mark(id, end)
    const text = [done && put(words.done, { n: done }), left && put(words.draftsLeft, { n: left }), ...new Set(failed.map(([, end]) => end.message))]
    say(text.filter(Boolean).join(' · '), entries.length ? words.undo : undefined, async () => { for (const entry of entries) await undo('/api/v1/undo', entry) })
    tell()
  }

  function mark (id, end) {
    const card = grid.querySelector(`[data-id="${CSS.escape(id)}"]`)
    if (!card) return
    const line = document.createElement('span')
    line.className = 'nt'
    line.textContent = `${end.status === 'conflict' ? words.conflict : words.refused}: ${end.message}`
    card.querySelector('.pm').append(line)
    card.querySelector('input').checked = true
  }

  /** The cards that are shown, read anew; those that no longer belong to the filter fade but keep their place. */
  async function refresh () {
    const fresh = await part(location.href)
    const focused = document.activeElement.closest?.('.pc')?.dataset.id
    const byId = new Map([...fresh.querySelectorAll('.pc')].map((card) => [card.dataset.id, card]))
    for (const card of grid.querySelectorAll('.pc')) {
      const now = byId.get(card.dataset.id)
      if (now) card.replaceWith(now)
      else if (card.querySelector('input').checked) card.classList.add('left')
      if (!now) card.querySelector('input').checked = false
    }
    if (focused) grid.querySelector(`[data-id="${CSS.escape(focused)}"] [data-row]`)?.focus({ preventScroll: true })
  }

  document.addEventListener('changed', () => reload())
  /** The box of the card that has the focus: keys are for it where nothing is chosen. */
  const here = () => document.activeElement.closest?.('.pc')?.querySelector('input[name=item]')
  const pick = () => { const box = here(); if (box) { box.checked = !box.checked; tell() } }
  const orHere = () => { if (!chosen().length) pick(); if (!chosen().length) say(words.none) }
  keys({
    a: () => { orHere(); act('approve') },
    r: () => { orHere(); bar.querySelector('.why')?.focus() },
    x: pick,
    ' ': (event) => { const button = event.target.closest('button, summary'); button ? button.click() : pick() },
    escape: () => set(false),
    z: () => undo(),
    '/': () => document.querySelector('.search input').focus()
  })
  for (const menu of document.querySelectorAll('.filter select, .filter input[type=date]')) {
    menu.addEventListener('change', () => menu.form.requestSubmit())
  }
  let asked
  listen(({ kind }) => {
    if (asked || !['post', 'group', 'all'].includes(kind)) return
    asked = setTimeout(() => { asked = null; if (!chosen().length) refresh().then(tell).catch(() => {}) }, 1500)
  })
  tell()
}
