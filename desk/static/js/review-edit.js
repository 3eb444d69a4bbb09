// The editor of the review room: the poster and the message are drawn while somebody types; saving is for one
// group or for all variants, and approves only posts whose poster and words were on the screen.
import { ask, Refused, say } from './desk.js'

const WAIT = 80 // ms after the last key before the poster is drawn
const put = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name])
let editor = null // {form, room, words, was, drawing, timer, url, drawn: {fields, key}}

/** Bind the form of a fresh room. */
export function attach (room, words) {
  const form = room.querySelector('[data-amend]')
  editor = { form, room, words, timer: 0, url: '' }
  editor.was = written()
  editor.drawn = { fields: '{}', key: room.querySelector('.rroom').dataset.poster }
  form.addEventListener('input', typed)
  form.addEventListener('keydown', onKey)
  label()
  const area = form.querySelector('[data-field]') ?? form.querySelector('[data-text]')
  area.focus()
  area.setSelectionRange(area.value.length, area.value.length)
  // what draws is warm at the first word
  ask('POST', '/api/v1/draw', { post: postId(), fields: {} }).catch(() => {})
}

export function leave () {
  clearTimeout(editor?.timer)
  editor?.drawing?.abort()
  if (editor?.url) URL.revokeObjectURL(editor.url)
  editor = null
}

export const isDirty = () => Boolean(editor) && JSON.stringify(written()) !== JSON.stringify(editor.was)

const postId = () => editor.room.querySelector('.rroom').dataset.at
const areas = () => [...editor.form.querySelectorAll('[data-field]')]
const written = () => ({
  text: editor.form.querySelector('[data-text]').value,
  fields: Object.fromEntries(areas().map((area) => [area.dataset.field, area.value]))
})

/** What the API takes: only what differs, lists as lists. */
function changes () {
  const now = written()
  const fields = {}
  for (const { dataset: { field, type }, value } of areas()) {
    if (value !== editor.was.fields[field]) fields[field] = asField(type, value)
  }
  return { ...(now.text !== editor.was.text && { text: now.text }), fields }
}

function asField (type, text) {
  const lines = text.split('\n').filter((line) => line.trim())
  if (type === 'texts') return lines
  if (type !== 'pairs') return text
  return lines.map((line) => {
    const [title, ...note] = line.split('|')
    return [title.trim(), note.join('|').trim()]
  })
}

function onKey (event) {
  if (event.isComposing || event.keyCode === 229) return
  if (event.key === 'Escape') {
    event.preventDefault()
    event.stopPropagation()
    document.dispatchEvent(new CustomEvent('left'))
  }
  if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
  event.preventDefault()
  const both = editor.form.querySelector('[data-save-approve]')
  document.dispatchEvent(new CustomEvent('store', { detail: { approving: Boolean(both) && !both.hidden } }))
}

function typed (event) {
  if (event.target.name === 'scope') return label()
  const area = event.target
  const lines = (area.dataset.type ?? 'text') === 'text' ? [area.value] : area.value.split('\n')
  const n = Math.max(0, ...lines.map((line) => [...line].length))
  const field = area.closest('.fld')
  field.querySelector('[data-count]').textContent = put(editor.words.chars, { n, max: area.dataset.max })
  field.classList.toggle('over', n > Number(area.dataset.max))
  const bubble = editor.room.querySelector('[data-bubble]')
  if (bubble) bubble.textContent = written().text
  if (area.matches('[data-text]')) return
  clearTimeout(editor.timer)
  editor.timer = setTimeout(draw, WAIT)
}

function live (text) {
  const line = editor.room.querySelector('[data-live]')
  line.hidden = !text
  line.textContent = text
}

/** Draw the poster with the words of now; the last one asked for wins. */
async function draw () {
  const mine = editor
  mine.drawing?.abort()
  const drawing = mine.drawing = new AbortController()
  const { fields } = changes()
  const begun = performance.now()
  let key = ''
  live(mine.words.drawing)
  try {
    const heard = (headers) => { key = headers.get('ETag')?.replaceAll('"', '') ?? '' }
    const options = { signal: drawing.signal, heard }
    const picture = await ask('POST', '/api/v1/draw', { post: postId(), fields }, options)
    if (mine !== editor || drawing.signal.aborted) return
    await show(picture)
    if (mine !== editor) return
    mine.drawn = { fields: JSON.stringify(fields), key }
    complain({})
    live(mine.words.redrawn)
    document.dispatchEvent(new CustomEvent('redrawn', { detail: Math.round(performance.now() - begun) }))
  } catch (error) {
    if (error.name === 'AbortError' || mine !== editor) return
    live('')
    if (error instanceof Refused) complain(error.body?.fields ?? {}, error.message)
    else say(mine.words.notReached)
  }
}

async function show (picture) {
  const url = URL.createObjectURL(picture)
  const pictures = [...editor.room.querySelectorAll('.po, .pic')]
  for (const image of pictures) image.src = url
  await Promise.all(pictures.map((image) => image.decode().catch(() => {})))
  if (!editor) return
  if (editor.url) URL.revokeObjectURL(editor.url)
  editor.url = url
}

/** The sentence about each field that does not fit, under it; what is about none stands under the last. */
function complain (fields, other) {
  for (const area of editor.form.querySelectorAll('textarea')) {
    const sentence = fields[area.dataset.field ?? 'text']
    const line = area.closest('.fld').querySelector('[data-err]')
    line.hidden = !sentence
    line.textContent = sentence ?? ''
    area.setAttribute('aria-invalid', String(Boolean(sentence)))
  }
  if (!other || editor.form.querySelector('[data-err]:not([hidden])')) return
  const line = [...editor.form.querySelectorAll('[data-err]')].at(-1)
  line.hidden = false
  line.textContent = other
}

const scope = () => new FormData(editor.form).get('scope')
const items = () => [...editor.form.querySelectorAll('[name=seen]')].map(({ value }) => {
  const at = value.lastIndexOf(' ')
  return { id: value.slice(0, at), revision: Number(value.slice(at + 1)) }
})
/** The posts that say and show what is on the screen: what is seen of one is seen of all. */
const same = () => [...editor.form.querySelectorAll('[data-same]')].map(({ dataset }) => ({
  id: dataset.same,
  version: Number(dataset.version),
  text_sha256: dataset.digest,
  poster_sha256: dataset.pixels
})).filter(({ id }) => scope() === 'all' || id === postId())

/** Saving approves too where every post it is for is on the screen. */
function label () {
  const both = editor.form.querySelector('[data-save-approve]')
  const all = scope() === 'all' ? items().length : 1
  const text = put(editor.words.save, { n: all })
  editor.form.querySelector('[data-save]').textContent = text
  if (!both) return
  both.hidden = 'fourEyes' in both.dataset || same().length !== all
  both.querySelector('[data-label]').textContent = put(editor.words.saveApprove, { n: all })
}

/** {at, sentence, entry, approved}; null where nothing was saved, and why is said. */
export async function save (approving) {
  const mine = editor
  const body = changes()
  if (!('text' in body) && !Object.keys(body.fields).length && !approving) {
    document.dispatchEvent(new CustomEvent('left'))
    return null
  }
  const at = postId()
  try {
    return approving ? await saveAndApprove(mine, body, at) : await saveWords(mine, body, at)
  } catch (error) {
    if (error instanceof Refused) complain(error.body?.fields ?? {}, error.message)
    else say(mine.words.notReached)
    return null
  }
}

async function saveAndApprove (mine, body, at) {
  if (mine.drawn.fields !== JSON.stringify(body.fields)) await draw()
  if (mine.drawn.fields !== JSON.stringify(body.fields)) { say(mine.words.noFit); return null }
  const draft = { ...body, poster: mine.drawn.key }
  const items = same().map((item) => ({ ...item, draft }))
  const { outcomes, entry } = await ask('POST', '/api/v1/posts/approve', { items })
  const approved = Object.keys(outcomes).filter((id) => outcomes[id].status === 'done')
  const refused = refusals(outcomes)
  if (!approved.length) { complain({}, refused.join(' · ')); return null }
  const sentence = [put(mine.words.approved, { n: approved.length }), ...refused].join(' · ')
  return { at, approved, entry, sentence }
}

/** What is said of those that were not done, each sentence once. */
const refusals = (outcomes) => {
  const ends = Object.values(outcomes).filter((end) => end.status !== 'done')
  return [...new Set(ends.map((end) => end.message))]
}

async function saveWords (mine, body, at) {
  const [first, ...others] = items()
  const also = scope() === 'all' ? others : []
  const answer = await ask('POST', '/api/v1/review/amend', { ...first, ...body, also })
  const ends = Object.values(answer.outcomes)
  const done = ends.filter((end) => end.status === 'done').length
  const refused = refusals(answer.outcomes)
  if (!done) { complain({}, refused.join(' · ')); return null }
  const kept = also.length + 1 - ends.length
  const left = kept > 0 && put(mine.words.kept, { n: kept })
  const parts = [put(mine.words.saved, { n: done }), left, ...refused]
  return { at, entry: answer.entry, sentence: parts.filter(Boolean).join(' · ') }
}
