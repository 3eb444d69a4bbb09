// What is wrong with how a page lies on the screen, a sentence each: things beside the screen or their box, things
// that lie on each other, posters that are cropped, and the buttons of `reach` that cannot be reached.
({ reach, boxes }) => {
  const wrong = []
  const controls = 'a, button, summary, input:not([type=hidden]), select, textarea'
  const cut = (style, axis) => ['hidden', 'clip', 'auto', 'scroll'].includes(style[`overflow${axis}`])
  const name = (node) => `${node.tagName.toLowerCase()}.${[...node.classList].join('.')} "${(node.textContent || node.alt || node.name || '').trim().slice(0, 16)}"`
  const styles = new Map()
  const styleOf = (node) => { if (!styles.has(node)) styles.set(node, getComputedStyle(node)); return styles.get(node) }
  const rectOf = (node) => { const { left, top, right, bottom } = node.getBoundingClientRect(); return { left, top, right, bottom } }

  /** The box of a control, the room for the words of another element. */
  function inner (node) {
    const box = rectOf(node)
    if (node.matches(controls)) return box
    const { paddingLeft, paddingRight, paddingTop, paddingBottom } = styleOf(node)
    return { left: box.left + parseFloat(paddingLeft), right: box.right - parseFloat(paddingRight), top: box.top + parseFloat(paddingTop), bottom: box.bottom - parseFloat(paddingBottom) }
  }
  /** What is seen of an element: its box, less what its ancestors cut off. `slides` if it can be scrolled to. */
  function seen (node) {
    const box = inner(node)
    let slides = false
    for (let up = node.parentElement, fixed = styleOf(node).position === 'fixed'; up && !fixed; up = up.parentElement) {
      const style = styleOf(up)
      const edge = up.getBoundingClientRect()
      if (style.clipPath !== 'none' || (style.clip && style.clip !== 'auto')) return null
      if (up !== document.body && up !== document.documentElement) {
        if (cut(style, 'X')) { box.left = Math.max(box.left, edge.left); box.right = Math.min(box.right, edge.right); slides ||= up.scrollWidth > up.clientWidth && style.overflowX !== 'hidden' }
        if (cut(style, 'Y')) { box.top = Math.max(box.top, edge.top); box.bottom = Math.min(box.bottom, edge.bottom) }
      }
      fixed = style.position === 'fixed'
    }
    return box.right - box.left > 1 && box.bottom - box.top > 1 ? { ...box, slides } : null
  }
  const shown = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !node.closest('.vh, .skip, [popover], dialog, svg')
  /** What moves on its own while the page scrolls: things lie on each other only within one layer. */
  const layer = (node) => { for (let up = node; up; up = up.parentElement) if (['fixed', 'sticky'].includes(styleOf(up).position)) return up; return null }
  const worded = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim())

  const wide = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth > wide + 1) wrong.push(`the page is ${document.documentElement.scrollWidth} px wide, the screen ${wide}`)
  const things = [...document.querySelectorAll(`${controls}, body *`)].filter((node) => (node.matches(controls) || worded(node)) && !node.matches('option, script, style, title') && shown(node))
  const laid = things.map((node) => ({ node, box: seen(node), layer: layer(node) })).filter(({ box }) => box)
  for (const { node, box } of laid) {
    if (node.matches('button, .btn') && node.scrollWidth > node.clientWidth + 1) wrong.push(`${name(node)} has words of ${node.scrollWidth} px on ${node.clientWidth}`)
    if (!box.slides && (box.left < -1 || box.right > wide + 1)) wrong.push(`${name(node)} reaches beside the screen: ${Math.round(box.left)} to ${Math.round(box.right)} of ${wide}`)
    const holder = node.parentElement.closest(boxes)
    if (!holder || box.slides || styleOf(node).position === 'absolute') continue
    const room = rectOf(holder)
    const full = rectOf(node)
    const cutOff = node.matches(controls) && (full.left < room.left - 1 || full.right > room.right + 1)
    if (cutOff && layer(holder) === layer(node)) wrong.push(`${name(node)} reaches out of ${name(holder)}`)
  }
  for (let i = 0; i < laid.length; i++) {
    for (let j = i + 1; j < laid.length; j++) {
      const [a, b] = [laid[i], laid[j]]
      if (a.layer !== b.layer || a.node.contains(b.node) || b.node.contains(a.node)) continue
      if (a.node.parentElement === b.node.parentElement && [a, b].every(({ node }) => styleOf(node).display === 'inline')) continue // words of one line
      const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
      const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
      if (across > 2 && down > 4) wrong.push(`${name(a.node)} lies on ${name(b.node)} by ${Math.round(across)} x ${Math.round(down)}`)
    }
  }
  for (const image of document.querySelectorAll('img[src*="/media/poster/"], img[src*="/cull/poster/"]')) {
    if (!shown(image)) continue
    const { width, height } = image.getBoundingClientRect()
    if (!width) continue
    const whole = styleOf(image).objectFit === 'contain' || Math.abs(width / height - 0.75) < 0.02
    if (!whole) wrong.push(`${name(image)} is cropped or stretched: ${Math.round(width)} x ${Math.round(height)}`)
    if (width < 36) wrong.push(`${name(image)} is ${Math.round(width)} px wide`)
    const edge = image.parentElement.getBoundingClientRect()
    if (width > edge.width + 1) wrong.push(`${name(image)} is wider than what it stands in`)
  }
  const far = reach ? [...document.querySelectorAll(reach)].filter(shown) : []
  if (reach && !far.length) wrong.push(`there is no ${reach}`)
  if (far.length && !far.some(reachable)) wrong.push(`${name(far[0])} cannot be reached without scrolling`)
  return wrong

  function reachable (node) {
    const { left, top, right, bottom } = node.getBoundingClientRect()
    if (left < 0 || top < 0 || right > wide + 1 || bottom > innerHeight + 1) return false
    const top_ = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
    return node.contains(top_)
  }
}
