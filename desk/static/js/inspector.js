// The editor beside the board: words are drawn while they are typed, kept in the browser until they are saved,
// and compared with what somebody else wrote meanwhile.

import { ask, Refused, say, words } from './desk.js'
import { draftOf, dropDraft, forget, keepDraft } from './unsaved.js'

const WAIT = 80 // ms after the last key before the poster is drawn
let editor = null // {root, form, id, revision, version, was, drawing, drawn, shown, timer, url}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name])

/** Bind the editor of a fresh inspector; offer a draft that was left behind. */
export function attach (side) {
  const root = side.querySelector('[data-editor]')
  const [pane, message] = [side.querySelector('.chat'), side.querySelector('.msg.on')]
  if (message) pane.scrollTop += message.getBoundingClientRect().top - pane.getBoundingClientRect().top - 60 // the pane alone, not the page
  const form = root?.querySelector('[data-amend]')
  if (!form) return
  editor = { root, form, id: root.dataset.editor, revision: Number(root.dataset.revision), version: root.dataset.version }
  editor.was = said(form)
  editor.shown = shownAs(root.dataset.poster, {})
  form.addEventListener('input', typed)
  form.addEventListener('focusin', () => fetchWarm(editor), { once: true })
  form.addEventListener('submit', (event) => { event.preventDefault(); if (!event.submitter?.matches('[data-shown]')) save() })
  form.addEventListener('keydown', onKey)
  for (const button of form.querySelectorAll('[data-discard]')) button.addEventListener('click', discard)
  form.querySelector('[data-restore]').addEventListener('click', () => { put(form, draftOf(editor.id).said); form.querySelector('[data-draft]').hidden = true; typed() })
  const draft = draftOf(editor.id)
  if (draft && JSON.stringify(draft.said) !== JSON.stringify(editor.was)) form.querySelector('[data-draft]').hidden = false
  else if (draft) forget(editor.id)
}

/** The poster on the screen: its key, and the words it was drawn with. */
const shownAs = (poster, fields) => ({ poster, fields: JSON.stringify(fields) })

/** The post whose words on the screen are not saved; "" if there is none. */
export const unsaved = () => editor?.form.classList.contains('dirty') ? editor.id : ''

/** Whether words of a post wait in this browser that are not the ones on the screen. */
export function hasDraft (id) {
  if (unsaved() === id) return false
  return id === editor?.id ? !editor.form.querySelector('[data-draft]').hidden : Boolean(draftOf(id))
}

/**
 * What the inspector shows of a post, for an approval to name: the version that the desk has, and unsaved words
 * once their poster is on the screen. Null where it shows another post, or words that fit no poster.
 */
export async function shownOf (id) {
  const mine = editor
  if (mine?.id !== id) return null
  const { version, text, pixels } = mine.root.dataset
  const item = { id, version: Number(version), text_sha256: text, poster_sha256: pixels }
  if (unsaved() !== id) return { item, text: mine.was.text }
  const now = changes(mine.form, mine.was)
  if (mine.shown.fields !== JSON.stringify(now.fields)) {
    clearTimeout(mine.timer)
    await draw()
  }
  if (mine !== editor || mine.shown.fields !== JSON.stringify(now.fields)) return null
  const text_ = 'text' in now ? now.text : mine.was.text
  return { item: { ...item, draft: { ...now, poster: mine.shown.poster } }, text: text_, picture: mine.url }
}

/** After an own action that left the words alone: what is typed is about this revision of the post now. */
export function rebase (id, version, revision) {
  if (editor?.id === id && Number(editor.version) === version) editor.revision = revision
}

/** Its words were saved by something else than the form's own button. */
export function saved (id) {
  forget(id)
  if (editor?.id === id) editor.form.classList.remove('dirty')
}

/** The button says what it does: unsaved words are saved with the approval. */
function label (dirty) {
  const button = editor.root.querySelector('.acts [data-act="approve"] button')
  if (!button) return
  button.dataset.off ??= String(button.disabled)
  button.disabled = !dirty && button.dataset.off === 'true'
  const plain = button.dataset.label ?? words.approve
  button.querySelector('[data-label]').textContent = dirty ? words.saveApprove : plain
}

/** Somebody else saved the post whose words are typed here: said at once, what was typed stays. */
export async function overtaken (revision) {
  const mine = editor
  if (!mine || Number(revision) === mine.revision) return
  const theirs = await ask('GET', `/api/v1/posts/${encodeURIComponent(mine.id)}`).catch(() => null)
  if (!theirs || mine !== editor || theirs.version === Number(mine.version)) return
  const line = mine.form.querySelector('[data-overtaken]')
  line.querySelector('span').textContent = fill(words.overtaken, { who: theirs.changed_by || '—', what: `v${theirs.version}` })
  line.querySelector('button').onclick = () => resolveConflict({ from: mine, theirs })
  line.hidden = false
}

/** Before the inspector shows another post: nothing is lost, the draft is kept already. */
export function guardDrafts () {
  clearTimeout(editor?.timer)
  editor?.drawing?.abort()
  if (editor?.url) restorePictures()
  editor = null
}

/** Have the poster drawn once as it is: what draws it is warm when the first word is typed. */
function fetchWarm (mine) {
  ask('POST', '/api/v1/draw', { post: mine.id, fields: {} }).catch(() => {})
}

function onKey (event) {
  if (event.isComposing) return
  if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) { event.preventDefault(); save() }
  if (event.key === 'Escape') { event.target.blur(); document.querySelector('.card.sel')?.focus() }
}

/** {text, fields: {name: text as typed}} of the form. */
function said (form) {
  const fields = {}
  for (const area of form.querySelectorAll('[data-field]')) fields[area.dataset.field] = area.value
  return { text: form.querySelector('[data-text]').value, fields }
}

function put (form, { text, fields }) {
  form.querySelector('[data-text]').value = text
  for (const area of form.querySelectorAll('[data-field]')) {
    if (area.dataset.field in fields) area.value = fields[area.dataset.field]
  }
}

/** What the API takes: lists as lists. Only what differs from the server's. */
function changes (form, was) {
  const now = said(form)
  const fields = {}
  for (const area of form.querySelectorAll('[data-field]')) {
    const name = area.dataset.field
    if (now.fields[name] !== was.fields[name]) fields[name] = value(area.dataset.type, area.value)
  }
  return { ...(now.text !== was.text && { text: now.text }), fields }
}

function value (type, text) {
  const lines = text.split('\n').filter((line) => line.trim())
  if (type === 'texts') return lines
  if (type === 'pairs') return lines.map((line) => { const [title, ...note] = line.split('|'); return [title.trim(), note.join('|').trim()] })
  return text
}

function typed (event) {
  const { form, was } = editor
  for (const area of form.querySelectorAll('textarea')) count(area)
  const now = said(form)
  const dirty = JSON.stringify(now) !== JSON.stringify(was)
  form.classList.toggle('dirty', dirty)
  form.querySelector('[data-save]')?.classList.toggle('dirty', dirty)
  form.querySelector('[data-save] [data-discard]').hidden = !dirty
  label(dirty)
  if (dirty) keepDraft(editor.id, editor.version, now)
  else dropDraft(editor.id, editor.version)
  const bubble = document.querySelector('[data-bubble]')
  if (bubble) bubble.textContent = now.text
  if (event?.target.matches?.('[data-text]')) return
  clearTimeout(editor.timer)
  editor.timer = setTimeout(draw, WAIT)
}

function count (area) {
  const field = area.closest('.fld')
  const n = area.dataset.type && area.dataset.type !== 'text' ? Math.max(0, ...area.value.split('\n').map((line) => [...line].length)) : [...area.value].length
  field.querySelector('[data-count]').textContent = fill(words.chars, { n, max: area.dataset.max })
  field.classList.toggle('over', n > Number(area.dataset.max))
}

/** Draw the poster with the words of now. The last one asked for wins. */
async function draw () {
  const mine = editor
  if (!mine) return
  mine.drawing?.abort()
  const drawing = mine.drawing = new AbortController()
  const begun = performance.now()
  const { fields } = changes(mine.form, mine.was)
  let key = ''
  try {
    const heard = (headers) => { key = headers.get('ETag')?.replaceAll('"', '') ?? '' }
    const picture = await ask('POST', '/api/v1/draw', { post: mine.id, fields }, { signal: drawing.signal, heard })
    if (mine !== editor || drawing.signal.aborted) return
    await show(picture)
    if (mine !== editor) return
    mine.shown = shownAs(key, fields)
    complain(mine.form, {})
    const ms = Math.round(performance.now() - begun)
    mine.form.querySelector('[data-redrawn]').textContent = fill(words.redrawn, { ms })
    document.dispatchEvent(new CustomEvent('redrawn', { detail: ms }))
  } catch (error) {
    if (error.name === 'AbortError' || mine !== editor) return
    if (error instanceof Refused) complain(mine.form, error.body?.fields ?? {}, error.message)
    else say(words.notReached)
  }
}

/** The sentence about each field that does not fit, under it; what is about none stands under the last. */
function complain (form, fields, other) {
  for (const area of form.querySelectorAll('textarea')) {
    const sentence = fields[area.dataset.field ?? 'text']
    const line = area.closest('.fld').querySelector('[data-err]')
    line.hidden = !sentence
    line.textContent = sentence ?? ''
    area.setAttribute('aria-invalid', String(Boolean(sentence)))
  }
  if (other && !form.querySelector('[data-err]:not([hidden])')) {
    const line = [...form.querySelectorAll('[data-err]')].at(-1)
    line.hidden = false
    line.textContent = other
  }
}

const pictures = () => [document.querySelector(`.cell[data-cell="${CSS.escape(editor.id)}"] .card > img`), document.querySelector('.msg.on img.pic')].filter(Boolean)

async function show (picture) {
  const url = URL.createObjectURL(picture)
  for (const image of pictures()) {
    image.dataset.src ??= image.getAttribute('src')
    image.dataset.srcset ??= image.getAttribute('srcset') ?? ''
    image.removeAttribute('srcset')
    image.src = url
  }
  await Promise.all(pictures().map((image) => image.decode().catch(() => {})))
  if (editor.url) URL.revokeObjectURL(editor.url)
  editor.url = url
}

function restorePictures () {
  for (const image of pictures()) {
    if (!image.dataset.src) continue
    image.srcset = image.dataset.srcset
    image.src = image.dataset.src
    delete image.dataset.src
    delete image.dataset.srcset
  }
  URL.revokeObjectURL(editor.url)
  editor.url = null
  editor.shown = shownAs(editor.root.dataset.poster, {})
}

function discard () {
  forget(editor.id)
  put(editor.form, editor.was)
  typed()
  clearTimeout(editor.timer)
  if (editor.url) restorePictures()
  complain(editor.form, {})
  editor.form.querySelector('[data-draft]').hidden = true
}

/** Save what is typed as the next version of the revision that is on the screen. */
export async function save (from = editor, body = changes(from.form, from.was), revision = from.revision) {
  if (!('text' in body) && !Object.keys(body.fields).length) return
  try {
    await ask('PATCH', `/api/v1/posts/${encodeURIComponent(from.id)}`, body, { revision })
    forget(from.id)
    from.form.classList.remove('dirty')
    document.dispatchEvent(new CustomEvent('saved', { detail: { entry: true } }))
  } catch (error) {
    if (error instanceof Refused && error.status === 409) {
      const theirs = error.body
      // only where it stands is another: what the words were typed over is the same
      if (theirs.version === Number(from.version) && theirs.revision !== revision) return save(from, body, theirs.revision)
      resolveConflict({ from, theirs })
    }
    else if (error instanceof Refused) complain(from.form, error.body?.fields ?? {}, error.message)
    else say(words.notReached)
  }
}

/** Somebody was faster with the post whose words are on the screen. */
export async function clash (id) {
  if (editor?.id === id) resolveConflict({ from: editor, theirs: await ask('GET', `/api/v1/posts/${encodeURIComponent(id)}`) })
}

/** Theirs, mine and a merge of both, field by field; nothing is saved before one is chosen. */
export function resolveConflict ({ from, theirs }) {
  const dialog = document.getElementById('conflict-dialog')
  const now = said(from.form)
  const areas = [...from.form.querySelectorAll('textarea')].filter((area) => {
    const name = area.dataset.field
    return name ? now.fields[name] !== from.was.fields[name] : now.text !== from.was.text
  })
  dialog.querySelector('[data-what]').textContent = fill(words.changedBy, { who: theirs.changed_by || theirs.hand || '—', what: `v${theirs.version}` })
  dialog.querySelector('[data-three]').replaceChildren(...areas.map((area) => three(area, theirs)))
  dialog.returnValue = ''
  dialog.onclose = () => {
    const body = { fields: {} }
    if (dialog.returnValue === 'theirs') {
      forget(from.id)
      from.form.classList.remove('dirty')
      return document.dispatchEvent(new CustomEvent('changed'))
    }
    if (!['mine', 'merge'].includes(dialog.returnValue)) return
    for (const area of areas) {
      const text = dialog.returnValue === 'mine' ? area.value : dialog.querySelector(`[data-merge="${area.dataset.field ?? 'text'}"]`).value
      if (area.dataset.field) body.fields[area.dataset.field] = value(area.dataset.type, text)
      else body.text = text
    }
    save(from, body, theirs.revision)
  }
  dialog.showModal()
}

function three (area, theirs) {
  const name = area.dataset.field
  const section = document.createElement('section')
  const head = document.createElement('h3')
  head.textContent = area.closest('.fld').querySelector('label span').textContent
  const merged = document.createElement('textarea')
  merged.dataset.merge = name ?? 'text'
  merged.value = area.value
  merged.setAttribute('aria-label', `${words.merged} ${head.textContent}`)
  const written = (text) => { const p = document.createElement('p'); p.textContent = text; return p }
  const column = (title, node) => { const div = document.createElement('div'); div.append(title, node); return div }
  section.append(head, column(words.theirs, written(plain(name ? theirs.fields[name] ?? '' : theirs.text))), column(words.mine, written(area.value)), column(words.merged, merged))
  return section
}

const plain = (said) => Array.isArray(said) ? said.map((item) => Array.isArray(item) ? item.filter(Boolean).join(' | ') : item).join('\n') : said
