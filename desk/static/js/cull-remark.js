// The comment that is printed on the poster: drawn while one types, saved when one leaves the field.
import { current, said } from './cull-strip.js'

const WAIT = 90 // ms after the last letter
const SHOWN = 1000 // ms: then the sketch is on the screen, and its address may go

/** `show(address)` puts a sketch beside the photo, `forget(address)` drops it; `save(id, comment)`. */
export function remarks ({ template, show, forget, save }) {
  let typing
  let soon

  async function sketch (id, comment) {
    typing?.abort()
    typing = new AbortController()
    const asked = new URLSearchParams({ comment, template: template() })
    try {
      const sent = await fetch(`/cull/poster/${encodeURIComponent(id)}.jpg?${asked}`, { signal: typing.signal })
      document.querySelector('[data-undrawn]').textContent = sent.ok ? '' : await sent.text()
      if (!sent.ok) return
      const address = URL.createObjectURL(await sent.blob())
      if (current().dataset.id === id) await show(address)
      setTimeout(() => { forget(address); URL.revokeObjectURL(address) }, SHOWN)
    } catch (error) {
      if (error.name !== 'AbortError') throw error
    }
  }

  function typed (event) {
    if (event.target.id !== 'comment' || event.isComposing) return
    clearTimeout(soon)
    soon = setTimeout(sketch, WAIT, current().dataset.id, event.target.value)
  }

  document.addEventListener('input', typed)
  document.addEventListener('compositionend', typed)
  document.addEventListener('focusout', (event) => { if (event.target.id === 'comment') save(event.target) })
  document.addEventListener('keydown', (event) => {
    if (event.target.id !== 'comment' || event.isComposing) return
    if (event.key === 'Escape') {
      event.target.value = said(current().dataset.id).comment
      sketch(current().dataset.id, event.target.value)
    }
    if (event.key === 'Enter' || event.key === 'Escape') { event.preventDefault(); event.target.blur() }
  })
}
