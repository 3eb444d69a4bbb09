// Culling: which photo is looked at. It, its poster and what stands beside it are shown, the next made ready.
import { part, say } from './desk.js'
import { zooming } from './cull-hands.js'
import { Pictures } from './cull-pictures.js'
import { showUses } from './cull-uses.js'
import { all, current, item, learn, onChange, said, status } from './cull-strip.js'

const $ = (what, of = document) => of.querySelector(what)
const strip = $('[data-strip]')
const posterPane = $('.po .pane')
const AHEAD = 2 // photos made ready, with posters and panels, before they are asked for
const pictures = new Pictures()
const frames = new Map()
export const side = $('.side')
export const pane = $('[data-pane]')
const { toggle: zoom, off: unzoom } = zooming(pane)
export { zoom }

export function query (changes = {}) {
  const asked = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(changes)) value ? asked.set(name, value) : asked.delete(name)
  return asked
}

export const remember = (changes) => history.replaceState(null, '', `/cull?${query(changes)}`)
const photoOf = ({ dataset: { photo, alt } }) => pictures.get(`/media/photo/${photo}/720.jpg`, { alt, srcset: `/media/photo/${photo}/720.jpg 1x, /media/photo/${photo}/1080.jpg 2x` })

function posterOf (id) {
  const template = query().get('template')
  const asked = template ? `?template=${encodeURIComponent(template)}` : ''
  return pictures.get(`/cull/poster/${encodeURIComponent(id)}.jpg${asked}`, { alt: posterPane?.dataset.alt ?? '' })
}

function frameOf (id) {
  if (!frames.has(id)) {
    frames.set(id, part(`/cull/frame/${encodeURIComponent(id)}?${query({ at: '' })}`).catch((error) => {
      frames.delete(id)
      throw error
    }))
  }
  return frames.get(id)
}

export async function showFrame (id) {
  const cloned = (await frameOf(id)).cloneNode(true)
  if (current()?.dataset.id !== id) return
  for (const now of cloned.querySelectorAll('[data-part]')) {
    document.querySelectorAll(`.app [data-part=${now.dataset.part}]`).forEach((was) => { if (!was.closest('.fixed')) was.replaceWith(now) })
  }
  side.dataset.frame = id
  learn(side)
  showSaid()
}

/** Stars and comment as this page knows them: the frame may be older. */
function showSaid () {
  const { rating, comment } = said(current().dataset.id)
  document.querySelectorAll('[data-stars] button').forEach((star, n) => {
    const mine = Number(star.value)
    star.classList.toggle('on', mine <= rating)
    star.setAttribute('aria-pressed', String(mine === rating))
  })
  const field = $('#comment')
  if (field && document.activeElement !== field && side.dataset.frame === current().dataset.id) field.value = comment
}

onChange((id) => { if (id === current()?.dataset.id) showSaid() })

let later
export function go (id) {
  const to = item(id)
  if (!to || to === current()) return
  const was = current()
  was?.classList.remove('cur')
  was?.removeAttribute('aria-current')
  to.classList.add('cur')
  to.setAttribute('aria-current', 'true')
  showUses()
  unzoom()
  const small = to.querySelector('img')?.cloneNode()
  pictures.only(new Set(prepare(2)))
  if (to.dataset.photo) pictures.show(pane, photoOf(to), 'photo', small)
  pictures.show(posterPane, posterOf(id), 'poster')
  remember({ at: id })
  clearTimeout(later)
  later = setTimeout(settle, 40, id)
}

/** After the paint: the strip moves along, the panel is filled, the next ones are made ready. */
function settle (id) {
  const to = item(id)
  const box = to.getBoundingClientRect()
  strip.scrollBy({ left: box.left + box.width / 2 - strip.getBoundingClientRect().left - strip.clientWidth / 2 })
  showFrame(id).catch((error) => say(error.message))
  prepare(AHEAD, true)
  const rest = all().length - all().indexOf(to)
  if (rest < 15) more()
}

/** Photos near this one, made ready; the ones ahead with poster and panel where they are `whole`. */
function prepare (count, whole = false) {
  const list = all()
  const here = list.indexOf(current())
  const near = [list[here], ...list.slice(here + 1, here + 1 + count), list[here - 1]].filter(Boolean)
  const ready = near.filter((each) => each.dataset.photo).map(photoOf)
  if (whole) for (const { dataset: { id } } of near.slice(0, count + 1)) { ready.push(posterOf(id)); frameOf(id).catch(() => {}) }
  return ready
}

export async function more () {
  const link = $('[data-more]', strip)
  if (!link || link.dataset.asked) return
  link.dataset.asked = 'yes'
  link.closest('li').replaceWith(await part(link.href))
}

export const step = (by) => { const to = all()[all().indexOf(current()) + by]; if (to) go(to.dataset.id) }

/** On to the next one nobody has said anything about; whether there is one. */
export function advance () {
  const list = all()
  const place = list.indexOf(current())
  const open = [...list.slice(place + 1), ...list.slice(0, place)].find((each) => !status(said(each.dataset.id)))
  if (open) go(open.dataset.id)
  return Boolean(open)
}

export function nextTemplate () {
  const caption = $('[data-part=poster]')
  const names = caption.dataset.templates.split(' ').filter(Boolean)
  if (names.length < 2) return
  remember({ template: names[(names.indexOf(caption.dataset.template) + 1) % names.length] })
  caption.dataset.template = query().get('template')
  frames.clear()
  pictures.show(posterPane, posterOf(current().dataset.id), 'poster')
  settle(current().dataset.id)
}

/** Its poster is another one now. */
export function redraw (id) {
  forgetPoster(`/cull/poster/${encodeURIComponent(id)}`)
  frames.delete(id)
  if (current().dataset.id === id) pictures.show(posterPane, posterOf(id), 'poster')
}

/** What stands beside it is not as it was. */
export function renewFrame (id) {
  frames.delete(id)
  if (current().dataset.id === id) showFrame(id).catch(() => {})
}

/** A poster that is not kept yet, while somebody types. */
export const showPoster = (address) => pictures.show(posterPane, pictures.get(address), 'poster')
export const forgetPoster = (address) => pictures.forget(address)

/** The first photo of the page, which the server has drawn already. */
export function begin () {
  posterPane.dataset.alt = $('[data-poster]')?.alt ?? ''
  learn(side)
  settle(current().dataset.id)
}
