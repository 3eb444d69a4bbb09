// What asks before something is done: the reason of a return, the strip of a week to approve, the tray of a swap.

import { part, say, words } from './desk.js'

/** A dialog's answer: its button's value, "" if it was closed without one. */
function answered (dialog) {
  return new Promise((resolve) => {
    dialog.returnValue = ''
    dialog.addEventListener('close', () => resolve(dialog.returnValue), { once: true })
    dialog.showModal()
  })
}

/** Why a post goes back; "" if it does not. Quick reasons are added to what is written. */
export async function askReason (what) {
  const dialog = document.getElementById('return-dialog')
  const area = dialog.querySelector('textarea')
  dialog.querySelector('[data-what]').textContent = what
  area.value = ''
  const quick = (event) => {
    const said = event.target.closest('[data-quick]')?.textContent
    if (said) area.value = area.value ? `${area.value}；${said}` : said
  }
  const enter = (event) => {
    if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229 || event.shiftKey || event.target !== area) return
    event.preventDefault()
    dialog.querySelector('[value=yes]').click()
  }
  dialog.addEventListener('click', quick)
  dialog.addEventListener('keydown', enter)
  const asked = answered(dialog)
  area.focus()
  const end = await asked
  dialog.removeEventListener('click', quick)
  dialog.removeEventListener('keydown', enter)
  return end === 'yes' ? area.value.trim() : ''
}

/** Show posters and texts, [{name, text, picture}]; true if all of them are wanted. `left` says what is not there. */
export async function confirmStrip (shown, left = '') {
  const dialog = document.getElementById('strip-dialog')
  dialog.querySelector('h2').textContent = words.strip.replace('{n}', shown.length)
  dialog.querySelector('[data-left]').textContent = left
  dialog.querySelector('[data-strip-list]').replaceChildren(...shown.map(figure))
  const asked = answered(dialog)
  dialog.querySelector('[value=yes]').focus()
  return (await asked) === 'yes'
}

function figure ({ name, text, picture }) {
  const made = document.createElement('figure')
  const image = document.createElement('img')
  const caption = document.createElement('figcaption')
  const message = document.createElement('p')
  image.src = picture
  image.alt = ''
  image.width = 192
  image.height = 256
  message.textContent = text
  caption.append(name, message)
  made.append(image, caption)
  return made
}

/** The tray of a cell's alternatives; {story, submission} of the one taken, null for none. */
export async function openTray (address) {
  const dialog = document.getElementById('tray-dialog')
  const room = dialog.querySelector('[data-tray]')
  try {
    room.replaceChildren(await part(address))
  } catch (error) {
    say(words.notReached)
    return null
  }
  const buttons = [...room.querySelectorAll('button')]
  if (!buttons.length) { say(words.none); return null }
  let choice = null
  const take = (event) => {
    const form = event.target.closest('[data-swap-to]')
    if (!form) return
    event.preventDefault()
    choice = { story: form.dataset.story, submission: form.dataset.submission }
    dialog.close('yes')
  }
  const walk = (event) => {
    const at = buttons.indexOf(document.activeElement)
    const row = Math.max(1, buttons.filter((each) => each.offsetTop === buttons[0].offsetTop).length)
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row }[event.key]
    if (by === undefined) return
    event.preventDefault()
    buttons[Math.min(buttons.length - 1, Math.max(0, at + by))].focus()
  }
  room.addEventListener('submit', take)
  room.addEventListener('keydown', walk)
  const asked = answered(dialog)
  buttons[0].focus()
  await asked
  room.removeEventListener('submit', take)
  room.removeEventListener('keydown', walk)
  return choice
}
