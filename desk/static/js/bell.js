// The bell: its dot is kept true, and it opens a box with its entries. Without this file it is a link.

import { listen, part } from './desk.js'

const bell = document.querySelector('[data-bell]')
let box

async function count () {
  const sent = await fetch('/notices/count', { headers: { Accept: 'application/json' } }).catch(() => null)
  if (sent?.ok) bell.querySelector('i').hidden = !(await sent.json()).unread
}

async function open (event) {
  if (event.metaKey || event.ctrlKey || innerWidth < 760 || !HTMLElement.prototype.showPopover) return
  event.preventDefault()
  box ??= made()
  if (box.matches(':popover-open')) return box.hidePopover()
  try {
    box.replaceChildren(await part('/notices?show=all'))
  } catch {
    return location.assign('/notices')
  }
  box.showPopover()
  box.querySelector('a, button')?.focus()
}

function made () {
  const node = document.createElement('div')
  node.className = 'bellbox'
  node.popover = 'auto'
  node.setAttribute('role', 'dialog')
  node.setAttribute('aria-label', bell.getAttribute('aria-label'))
  const sheet = document.createElement('link')
  Object.assign(sheet, { rel: 'stylesheet', href: bell.dataset.sheet })
  document.head.append(sheet)
  document.body.append(node)
  return node
}

if (bell) {
  bell.addEventListener('click', open)
  let waiting
  listen(({ kind, what }) => {
    if (kind !== 'all' && (kind !== 'bell' || what !== bell.dataset.bell)) return
    clearTimeout(waiting)
    waiting = setTimeout(count, 500)
  })
}
