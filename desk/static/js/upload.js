// On every page: photos are dropped, pasted or chosen, and go to the desk; the dialog opens over the page.
import { keys, part, say } from './desk.js'
import { intake, openIntake, uploadWords as words } from './intake.js'
import { announce, resume, send, sending, state } from './upload-send.js'

const PICTURE = /\.(jpe?g|png|webp|hei[cf]|avif|gif|bmp|tiff?|mpo|jxl)$/i
const MOST_ENTRIES = 5000 // files of a folder that are looked at
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all)
document.documentElement.classList.add('js')

// -- choosing --------------------------------------------------------------------------------------
const isPicture = (file) => file.type.startsWith('image/') || PICTURE.test(file.name)

/** Send files to a new batch, or to the one whose dialog is open. */
async function bring (files, group = '') {
  const photos = [...files].filter(isPicture)
  if (!photos.length) return say(words.none)
  const open = intake()
  try {
    const answer = await announce(photos, open ? { batch: open } : { group })
    const wanted = photos.filter((_, place) => !(place in answer.refused))
    const listed = answer.files.filter(({ evidence }) => !evidence).map(({ number }) => number)
    const numbers = listed.slice(listed.length - wanted.length)
    const refused = Object.values(answer.refused)
    const rest = { n: refused.length, why: refused[0] }
    if (refused.length) say(refused.length > 1 ? fill(words.rest, rest) : refused[0])
    if (!wanted.length) return
    const jobs = wanted.map((file, place) => ({ batch: answer.id, number: numbers[place], file }))
    await openIntake(answer.id, jobs)
    await send(jobs)
  } catch (error) {
    say(error.message)
  }
}

let loaded
/** The veil and the sheet, once. */
function targets () {
  loaded ??= part('/cull/intake/targets').then((nodes) => {
    document.body.append(nodes)
    wire()
    return document.querySelector('[data-veil]')
  })
  return loaded
}

async function openSheet () {
  await targets()
  document.getElementById('adds').showModal()
}

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('[data-add]')
  if (!link || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  openSheet()
})
const uIsTaken = document.querySelector('.app.cull') || location.pathname.startsWith('/send')
keys({ 'shift+u': openSheet, ...(uIsTaken ? {} : { u: openSheet }) })

function wire () {
  const sheet = document.getElementById('adds')
  const form = sheet.querySelector('form')
  form.addEventListener('change', (event) => {
    if (event.target.type !== 'file' || !event.target.files.length) return
    const files = [...event.target.files]
    sheet.close()
    bring(files, form.elements.group.value)
    event.target.value = ''
  })
}

document.addEventListener('photos', ({ detail }) => bring(detail))

document.addEventListener('paste', (event) => {
  const files = [...(event.clipboardData?.files ?? [])]
  if (!files.some(isPicture)) return
  event.preventDefault()
  bring(files)
})

// -- dragging --------------------------------------------------------------------------------------
const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files')
let veil = null // the veil while it is open
let typed = ''

document.addEventListener('dragenter', async (event) => {
  if (!hasFiles(event)) return
  event.preventDefault()
  if (veil || intake()) return
  veil = await targets()
  const count = [...event.dataTransfer.items].filter(({ kind }) => kind === 'file').length
  veil.querySelector('[data-dragged]').textContent = count ? fill(words.files, { n: count }) : ''
  search('')
  veil.hidden = false
})

document.addEventListener('dragover', (event) => {
  if (!hasFiles(event)) return
  event.preventDefault()
  event.dataTransfer.dropEffect = 'copy'
  const over = event.target.closest?.('[data-target]')
  for (const each of veil?.querySelectorAll('.over') ?? []) if (each !== over) each.classList.remove('over')
  over?.classList.add('over')
})

document.addEventListener('dragleave', (event) => { if (!event.relatedTarget) closeVeil() })

document.addEventListener('drop', async (event) => {
  if (!hasFiles(event)) return
  event.preventDefault()
  const group = event.target.closest?.('[data-target]')?.dataset.target ?? ''
  const files = filesOf(event.dataTransfer) // asked for now: the list is empty once this handler is over
  closeVeil()
  bring(await files, group)
})

function closeVeil () {
  if (veil) veil.hidden = true
  veil = null
}

/** While dragging: letters look for a group, Esc closes. */
document.addEventListener('keydown', (event) => {
  if (!veil || event.isComposing) return
  if (event.key === 'Escape') closeVeil()
  else if (event.key === 'Backspace') search(typed.slice(0, -1))
  else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) search(typed + event.key)
  else return
  event.preventDefault()
  event.stopImmediatePropagation()
}, true)

function search (text) {
  typed = text
  const shown = veil.querySelector('[data-typed]')
  shown.hidden = !text
  shown.textContent = fill(words.typed, { text })
  const part = text.toLowerCase()
  for (const row of veil.querySelectorAll('.dgr')) row.hidden = !row.dataset.name.toLowerCase().includes(part)
}

/** All files of what is dropped, those of its folders as well. */
async function filesOf (transfer) {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file')
  const entries = items.map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile())
  const found = []
  for (const entry of entries) await walk(entry, found)
  return found
}

async function walk (entry, found) {
  if (!entry || found.length >= MOST_ENTRIES) return
  if (entry instanceof File) return found.push(entry)
  if (entry.isFile) return found.push(await new Promise((resolve, reject) => entry.file(resolve, reject)))
  const reader = entry.createReader()
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))
    if (!some.length) return
    for (const each of some) await walk(each, found)
  }
}

// -- while it goes on ------------------------------------------------------------------------------
let bar
function show () {
  const { sent, total, busy, files, done } = state()
  if (!bar && busy) {
    bar = document.createElement('progress')
    bar.className = 'upbar'
    document.body.append(bar)
  }
  if (!bar) return
  bar.max = total || 1
  bar.value = sent
  bar.setAttribute('aria-label', fill(words.progress, { done, total: files }))
  bar.hidden = !busy
}
for (const kind of ['progress', 'done', 'idle', 'failed']) sending.addEventListener(kind, show)
sending.addEventListener('offline', () => say(words.offline))
resume()
