// The steps of one task: copy the text, save or share the poster, tick. Which is next is kept in the phone.
const place = (task) => `owner-steps:${task}`

/** 1 to copy, 2 to save, 3 to send. */
function stepOf (work) {
  const kept = sessionStorage.getItem(place(work.dataset.task)) ?? ''
  const copied = work.dataset.copied === '1' || kept.includes('c')
  const saved = work.dataset.saved === '1' || kept.includes('s')
  return copied ? (saved ? 3 : 2) : 1
}

export function stepDone (work, letter) {
  const kept = sessionStorage.getItem(place(work.dataset.task)) ?? ''
  sessionStorage.setItem(place(work.dataset.task), kept + letter)
}

/** The button of the next step, and the list with what is done. */
export function showStep (work) {
  if (work.dataset.mass === '1') return
  const step = stepOf(work)
  work.dataset.step = step
  for (const item of work.querySelectorAll('[data-at]')) {
    item.classList.toggle('d', Number(item.dataset.at) < step)
    item.classList.toggle('c', Number(item.dataset.at) === step)
  }
}

/** Copy a text, also where the page came over plain http. */
export async function copy (text) {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const area = Object.assign(document.createElement('textarea'), { value: text, readOnly: true })
    area.className = 'skip'
    document.body.append(area)
    area.select()
    document.execCommand('copy')
    area.remove()
  }
}

/** The poster as a file for other apps; null where it cannot be shared. */
export async function posterFile (address, name) {
  const answer = await fetch(address)
  const file = new File([await answer.blob()], name, { type: 'image/jpeg' })
  return navigator.canShare?.({ files: [file] }) ? file : null
}

export function canShare () {
  const probe = new File([new Uint8Array(1)], 'a.jpg', { type: 'image/jpeg' })
  return Boolean(navigator.canShare?.({ files: [probe] }))
}
