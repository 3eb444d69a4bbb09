// The dialog of a batch: what arrived, what needs a person, and the questions. The page works without it.
import { ask, part, say } from './desk.js'
import { announce, drop, send, sending, state } from './upload-send.js'

export const uploadWords = JSON.parse(document.getElementById('upload-words')?.textContent ?? '{}')
const words = uploadWords
const $ = (what, of = dialog) => of?.querySelector(what)
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all)
const REFRESH = 700 // ms; files arrive faster than anybody reads
let dialog = document.getElementById('intake')
let later = false // taken in as soon as all has arrived
let began = 0 // when sending began, and how much was there
const previews = new Map() // number -> an address of the file itself, until the desk shows it

/** The batch whose dialog is open; "" where none is. */
export const intake = () => (dialog?.open ? dialog.dataset.intake : '')

/** Open the dialog of a batch over this page; `jobs` are the files on their way. */
export async function openIntake (batch, jobs = []) {
  for (const { number, file } of jobs) previews.set(number, URL.createObjectURL(file))
  began = Date.now()
  if (intake() === batch) return refresh()
  const nodes = await part(`/cull/intake/${batch}`)
  dialog?.remove()
  document.body.append(nodes)
  dialog = document.getElementById('intake')
  attach()
}

function attach () {
  if (!dialog) return
  dialog.close()
  dialog.showModal()
  dialog.addEventListener('click', onClick)
  dialog.addEventListener('change', onChange)
  dialog.addEventListener('input', gate)
  dialog.addEventListener('submit', onSubmit)
  paint()
  gate()
  if (!state(dialog.dataset.intake).busy) lookAndRefresh()
}

// -- what arrived ----------------------------------------------------------------------------------
let waiting
function soon () { waiting ??= setTimeout(() => { waiting = undefined; refresh() }, REFRESH) }

async function refresh () {
  if (!dialog?.open) return
  const nodes = await part(`/cull/intake/${dialog.dataset.intake}`)
  for (const what of ['[data-intake-sum]', '[data-intake-left]']) {
    const open = $(what).querySelector('details[open]')
    if (open) continue // somebody is typing into it
    const top = $(what).scrollTop
    $(what).replaceWith(nodes.querySelector(what))
    $(what).scrollTop = top
  }
  paint()
  gate()
}

/** Files on their way show themselves, with how far they are. */
function paint () {
  for (const tile of dialog.querySelectorAll('.up[data-file]')) {
    const number = Number(tile.dataset.file)
    const preview = previews.get(number)
    if (preview && !tile.querySelector('img')) {
      const image = document.createElement('img')
      image.src = preview
      image.alt = tile.dataset.name
      image.addEventListener('error', () => image.remove())
      tile.querySelector('.ph').replaceWith(image)
    }
  }
}

sending.addEventListener('progress', ({ detail }) => {
  if (detail.batch !== intake()) return
  const ring = $(`.up[data-file="${detail.number}"] .v`)
  ring?.setAttribute('stroke-dasharray', `${Math.round(100 * detail.sent / detail.total)} 100`)
  const { sent, total } = state()
  const seconds = Math.ceil((Date.now() - began) / 1000 * (total - sent) / Math.max(1, sent))
  if ($('[data-left]')) $('[data-left]').textContent = sent < total ? fill(words.left, { n: seconds }) : ''
})

sending.addEventListener('done', ({ detail }) => {
  if (detail.batch !== intake()) return
  const { answer, error, file } = detail
  const why = error?.message ?? answer?.why
  $('[data-heard]').textContent = fill(why ? words.broken : words.arrived, { name: file.name, why })
  URL.revokeObjectURL(previews.get(detail.number))
  previews.delete(detail.number)
  soon()
})

sending.addEventListener('failed', ({ detail }) => {
  const button = $(`.up[data-file="${detail.number}"] [data-again]`)
  if (!button || detail.batch !== intake()) return
  button.hidden = false
  button.addEventListener('click', () => { button.hidden = true; detail.again() }, { once: true })
})

sending.addEventListener('idle', ({ detail }) => {
  if (intake()) lookAndRefresh()
  else if (!detail.batch && dialog) {
    say(fill(words.all, { n: state().files }), words.open, () => openIntake(dialog.dataset.intake))
  }
})

/** Have the desk hold them against all that is there; then show what it found. */
async function lookAndRefresh () {
  const batch = dialog.dataset.intake
  if (state(batch).busy) return
  try {
    await refresh()
    let left = Number($('[data-intake-sum]')?.dataset.unlooked)
    while (left) {
      left = (await ask('POST', `/api/v1/uploads/${batch}/look`, {})).left
      if (left) await refresh()
    }
  } catch (error) {
    say(error.message)
  }
  await refresh()
  if (later) { later = false; $('[data-answers]').requestSubmit() }
}

// -- what a person says ----------------------------------------------------------------------------
function gate () {
  const form = $('[data-answers]')
  const button = $('[data-take]')
  const takes = Number($('[data-intake-sum]').dataset.takes)
  const granted = form.elements.consent.value === 'granted'
  const shown = form.elements.evidence.value.trim() || $('[data-evidence]').textContent.trim()
  const coming = state(dialog.dataset.intake).busy
  button.disabled = (!takes && !coming) || (granted && !shown)
  const take = later ? words.later : fill(button.dataset.words, { n: takes })
  button.textContent = granted && !shown ? words.evidence : take
}

function onClick (event) {
  if (event.target.closest('[data-hide]')) {
    event.preventDefault()
    dialog.close()
    if (location.search.includes('intake=')) history.replaceState(null, '', '/cull')
  }
  const copy = event.target.closest('[data-copy]')
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => say(words.copied))
}

async function onChange (event) {
  const input = event.target
  if (input.type !== 'file' || !input.files.length) return gate()
  const batch = dialog.dataset.intake
  const files = [...input.files]
  const form = input.closest('[data-renew]')
  try {
    if (input.matches('[data-evidence-file]')) {
      const answer = await announce(files.slice(0, 1), { batch, evidence: true })
      if (answer.refused[0]) return say(answer.refused[0])
      $('[data-evidence]').textContent = files[0].name
      await send([{ batch, number: answer.files.at(-1).number, file: files[0] }])
    } else if (form) {
      const number = Number(form.elements.number.value)
      const announced = { name: files[0].name, bytes: files[0].size }
      await ask('PUT', `/api/v1/uploads/${batch}/files/${number}`, announced)
      await openIntake(batch, [{ batch, number, file: files[0] }])
      await send([{ batch, number, file: files[0] }])
    } else {
      document.dispatchEvent(new CustomEvent('photos', { detail: files }))
    }
  } catch (error) {
    say(error.message)
  }
  input.value = ''
  gate()
}

async function onSubmit (event) {
  const form = event.target
  const batch = dialog.dataset.intake
  if (form.matches('[data-set-file]')) {
    event.preventDefault()
    const said = Object.fromEntries(new FormData(form, event.submitter))
    try {
      await ask('POST', `/api/v1/uploads/${batch}/files/${form.dataset.setFile}/set`, said)
    } catch (error) { return say(error.message) }
    form.closest('details')?.removeAttribute('open')
    refresh()
  } else if (form.matches('[data-stop]')) {
    drop(batch)
  } else if (form.matches('[data-answers]')) {
    if (state(batch).busy) {
      event.preventDefault()
      later = true
      gate()
    } else {
      $('[data-take]').textContent = words.taking
      setTimeout(() => { $('[data-take]').disabled = true })
    }
  }
}

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('[data-open-intake]')
  if (!link || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  openIntake(link.dataset.openIntake)
})
attach()
