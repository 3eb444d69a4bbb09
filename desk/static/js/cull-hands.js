// Hands on the photo: a look at 100 %, and the thumb's swipes.

const FAR = 84 // px a swipe must go
const DEEPEST = 2160 // px: the widest picture the desk serves
const LEAST = 1.5 // times, where a small photo would hardly grow

/** Enlarge to one pixel of the picture a pixel of the screen, about the pointer; a second time ends it. */
export function zooming (pane) {
  const at = { x: 50, y: 50 }
  const look = () => pane.firstElementChild?.style.setProperty('transform-origin', `${at.x}% ${at.y}%`)
  const off = () => {
    if (!pane?.classList.contains('zoomed')) return
    pane.classList.remove('zoomed')
    pane.firstElementChild?.style.removeProperty('transform')
  }
  pane?.addEventListener('pointermove', (event) => {
    const box = pane.getBoundingClientRect()
    at.x = (event.clientX - box.left) / box.width * 100
    at.y = (event.clientY - box.top) / box.height * 100
    if (pane.classList.contains('zoomed')) look()
  })
  const enlarge = (image) => {
    const shown = Math.min(image.clientWidth, image.clientHeight * image.naturalWidth / image.naturalHeight)
    image.style.transform = `scale(${Math.max(LEAST, image.naturalWidth / (shown * devicePixelRatio))})`
  }
  const toggle = async () => {
    if (pane.classList.contains('zoomed')) return off()
    const image = pane.querySelector('img')
    if (!image) return
    pane.classList.add('zoomed')
    look()
    enlarge(image)
    if (!image.src.endsWith('/720.jpg')) return
    const deep = new Image()
    deep.src = image.src.replace('/720.jpg', `/${DEEPEST}.jpg`)
    await deep.decode().catch(() => {})
    if (!deep.naturalWidth || !image.isConnected) return
    image.srcset = deep.src
    await image.decode().catch(() => {})
    if (pane.classList.contains('zoomed')) enlarge(image)
  }
  return { toggle, off }
}

/** Right, left and up, each with its word over the photo while the thumb is on the way; buttons do the same. */
export function swipes (shot, { right, left, up, may }) {
  let from = null
  const where = (event) => {
    const x = event.clientX - from.x
    const y = event.clientY - from.y
    if (Math.abs(x) > FAR && Math.abs(x) > Math.abs(y)) return x > 0 ? 'right' : 'left'
    return y < -FAR ? 'up' : ''
  }
  const end = () => {
    from = null
    delete shot.dataset.swipe
    shot.style.removeProperty('translate')
  }
  shot.addEventListener('pointerdown', (event) => {
    if (may && event.pointerType === 'touch' && event.isPrimary && !event.target.closest('button, a')) from = { x: event.clientX, y: event.clientY }
  })
  shot.addEventListener('pointermove', (event) => {
    if (!from) return
    shot.style.translate = `${event.clientX - from.x}px ${Math.min(0, event.clientY - from.y)}px`
    shot.dataset.swipe = where(event)
  })
  shot.addEventListener('pointerup', (event) => {
    if (!from) return
    const to = where(event)
    end()
    ;({ right, left, up })[to]?.()
  })
  shot.addEventListener('pointercancel', end)
}
