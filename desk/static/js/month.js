// The month: a day's panel beside its cell, arrows between days, more groups where the list ends.
import { keys, part, say } from './desk.js'

const place = document.querySelector('[data-day]')
let current = null // the cell whose panel is open

const rowsOf = () => [...document.querySelectorAll('.month .mr')]
const cells = () => rowsOf().map((row) => [...row.querySelectorAll('[data-sel]')])
const first = () => document.querySelector('[data-month]')?.dataset.month

async function open (cell) {
  try {
    const query = new URLSearchParams({ from: first(), of: cell.dataset.of, sel: cell.dataset.sel })
    place.replaceChildren(await part(`/month/day?${query}`))
  } catch (error) { return say(error.message) }
  mark(cell)
  const panel = place.querySelector('.mpop')
  if (!panel || innerWidth <= 760) return panel?.scrollIntoView({ block: 'nearest' })
  const box = cell.getBoundingClientRect()
  const fits = box.right + 12 + panel.offsetWidth < innerWidth
  const left = fits ? box.right + 12 : box.left - 12 - panel.offsetWidth
  panel.style.left = `${Math.max(72, left)}px`
  panel.style.right = panel.style.bottom = 'auto'
  panel.style.top = `${Math.max(60, Math.min(box.top - 20, innerHeight - panel.offsetHeight - 12))}px`
}

function mark (cell) {
  current?.classList.remove('cur')
  current = cell
  cell?.classList.add('cur')
}

function close () {
  place.replaceChildren()
  current?.focus()
  mark(null)
}

document.addEventListener('click', async (event) => {
  if (event.ctrlKey || event.metaKey) return
  const cell = event.target.closest?.('[data-sel]')
  const further = event.target.closest?.('[data-further]')
  if (cell) {
    event.preventDefault()
    open(cell)
  } else if (further) {
    event.preventDefault()
    more(further)
  } else if (event.target.closest?.('[data-close]')) {
    event.preventDefault()
    close()
  } else if (current && !event.target.closest?.('.mpop')) close()
})

async function more (further) {
  const row = further.closest('tr')
  row.replaceWith(await part(further.href))
  watch()
}

/** More rows come before the end of the list is seen. */
const seen = new IntersectionObserver((entries) => {
  for (const { target } of entries.filter(({ isIntersecting }) => isIntersecting)) {
    seen.unobserve(target)
    more(target)
  }
}, { rootMargin: '400px' })
function watch () { for (const further of document.querySelectorAll('[data-further]')) seen.observe(further) }

function walk (down, right) {
  const rows = cells()
  const focused = document.activeElement
  const at = focused?.matches?.('[data-sel]') ? focused : current ?? rows[0]?.[0]
  const row = rows.findIndex((each) => each.includes(at))
  const column = rows[row]?.indexOf(at)
  const next = rows[row + down]?.[column + right]
  next?.focus()
  if (next && current) open(next)
}

const go = (what) => document.querySelector(what)?.click()
keys({
  ArrowDown: () => walk(1, 0),
  ArrowUp: () => walk(-1, 0),
  ArrowLeft: () => walk(0, -1),
  ArrowRight: () => walk(0, 1),
  Escape: close,
  t: () => go('[data-today]'),
  '[': () => go('[data-earlier]'),
  ']': () => go('[data-later]')
})
document.querySelector('[data-go]')?.addEventListener('change', (event) => event.target.form.requestSubmit())
document.documentElement.classList.add('js')
watch()
