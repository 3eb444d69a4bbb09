// Two posters: side by side, one over the other with a line to slide, or faded into each other.
class PosterDiff extends HTMLElement {
  connectedCallback () {
    this.knob = this.querySelector('.knob')
    this.range = this.knob.querySelector('input')
    this.range.addEventListener('input', () => this.place())
    this.querySelector('.new').addEventListener('pointermove', (event) => this.drag(event))
    const looks = document.querySelector('[data-looks]')
    looks.hidden = false
    looks.addEventListener('click', (event) => {
      const button = event.target.closest('[data-look]')
      if (button) this.look(button.dataset.look)
    })
    this.look(new URLSearchParams(location.search).get('look') ?? 'side')
  }

  look (name) {
    if (!['side', 'slide', 'onion'].includes(name)) return
    this.dataset.look = name
    this.knob.hidden = name === 'side'
    for (const button of document.querySelectorAll('[data-looks] [data-look]')) {
      button.setAttribute('aria-pressed', String(button.dataset.look === name))
    }
    const address = new URL(location.href)
    if (name === 'side') address.searchParams.delete('look')
    else address.searchParams.set('look', name)
    history.replaceState(null, '', address)
    this.place()
  }

  drag (event) {
    if (this.dataset.look !== 'slide' || !event.buttons) return
    const box = this.querySelector('.old').getBoundingClientRect()
    this.range.value = Math.round(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * 100)
    this.place()
  }

  place () {
    this.style.setProperty('--at', `${this.range.value}%`)
    this.style.setProperty('--part', Number(this.range.value) / 100)
  }
}
customElements.define('poster-diff', PosterDiff)
