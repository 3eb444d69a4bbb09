// Other looks of the room: two photos beside each other, and the strip as a grid.
import { current } from './cull-strip.js'

/** `remember(changes)` puts what is looked at into the address. */
export function looks ({ app, pane, remember }) {
  function compare () {
    const fixed = document.querySelector('.shot.fixed')
    if (fixed) {
      fixed.remove()
      app.classList.remove('pair')
      return remember({ compare: '' })
    }
    const left = document.createElement('figure')
    left.className = 'shot fixed'
    const box = document.createElement('div')
    box.className = 'pane'
    box.append(pane.querySelector('img').cloneNode())
    const caption = document.createElement('figcaption')
    caption.textContent = current().dataset.name
    left.append(box, caption)
    document.querySelector('.stage').prepend(left)
    app.classList.add('pair')
    remember({ compare: current().dataset.id })
  }

  function grid () {
    remember({ view: app.classList.toggle('grid') ? 'grid' : '' })
    current().scrollIntoView({ block: 'center' })
  }

  return { compare, grid }
}
