// The focal point: a click sets it, the crops follow at once, the desk is told behind it.
import { ask, say, words } from './desk.js'

const focus = document.querySelector('[data-focus]')
const width = Number(focus?.dataset.width)
const height = Number(focus?.dataset.height)
const address = `/api/v1/submissions/${encodeURIComponent(focus?.dataset.id)}/focal-point`

/** As content.posters.crop.window: the part of the photo a shape shows about a point. */
function box (across, down, x, y) {
  const scale = Math.max(across / width, down / height)
  const wide = across / scale
  const high = down / scale
  const left = Math.max(0, Math.min(x * width - wide / 2, width - wide))
  const top = Math.max(0, Math.min(y * height - high / 2, height - high))
  return [left, top, wide, high]
}

function show (x, y) {
  document.querySelector('[data-mark]')?.setAttribute('transform', `translate(${Math.round(x * width)} ${Math.round(y * height)})`)
  for (const crop of document.querySelectorAll('[data-crop]')) {
    const [across, down] = crop.dataset.crop.split(':').map(Number)
    crop.setAttribute('viewBox', box(across, down, x, y).map(Math.round).join(' '))
  }
}

async function tell (method, body) {
  try {
    const now = await ask(method, address, body)
    show(now.x, now.y)
    Object.assign(focus.dataset, { x: now.x, y: now.y })
    document.querySelector('[data-said]').textContent = now.by ? words.said.replace('{who}', now.by) : words.measured
    const reset = document.querySelector('[data-reset]')
    if (reset) reset.disabled = !now.by
  } catch (error) {
    say(error.message)
  }
}

focus?.addEventListener('submit', (event) => {
  event.preventDefault()
  if (event.submitter?.matches('[data-reset]')) tell('DELETE')
})

focus?.addEventListener('click', (event) => {
  if (!event.target.matches('input[type=image]')) return
  event.preventDefault()
  const seen = event.target.getBoundingClientRect()
  const by = event.detail ? [event.clientX - seen.left, event.clientY - seen.top] : [seen.width / 2, seen.height / 2] // by keyboard: the middle
  const [x, y] = [by[0] / seen.width, by[1] / seen.height].map((part) => Math.round(Math.max(0, Math.min(1, part)) * 1000) / 1000)
  show(x, y)
  tell('PUT', { x, y })
})

focus?.addEventListener('keydown', (event) => {
  const by = { ArrowLeft: [-0.02, 0], ArrowRight: [0.02, 0], ArrowUp: [0, -0.02], ArrowDown: [0, 0.02] }[event.key]
  if (!by || !event.target.matches('input[type=image]')) return
  event.preventDefault()
  const moved = (name, n) => Math.round(Math.max(0, Math.min(1, Number(focus.dataset[name] ?? 0.5) + by[n])) * 1000) / 1000
  focus.dataset.x = moved('x', 0)
  focus.dataset.y = moved('y', 1)
  show(Number(focus.dataset.x), Number(focus.dataset.y))
  tell('PUT', { x: Number(focus.dataset.x), y: Number(focus.dataset.y) })
})
