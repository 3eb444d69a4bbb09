// Photos and posters, decoded before they are shown, so that a key paints the next one at once.

const MOST = 40 // pictures kept decoded: about 3 MB each

export class Pictures {
  constructor () { this.there = new Map() }

  /** A picture on its way, or here already: {image, done, failed}. */
  get (address, { alt = '', srcset = '' } = {}) {
    const known = this.there.get(address)
    if (known) return known
    const image = new Image()
    image.alt = alt
    if (srcset) image.srcset = srcset
    image.src = address
    const picture = { image, done: false, failed: false }
    picture.ready = image.decode().then(() => { picture.done = true }, () => {
      picture.failed = true
      if (this.there.get(address) === picture) this.there.delete(address)
    })
    this.there.set(address, picture)
    if (this.there.size > MOST) this.there.delete(this.there.keys().next().value)
    return picture
  }

  /** Give up what is on its way and nobody waits for: a browser asks for six things at a time only. */
  only (wanted) {
    for (const [address, picture] of this.there) {
      if (picture.done || wanted.has(picture)) continue
      this.there.delete(address)
      picture.image.removeAttribute('srcset')
      picture.image.src = ''
    }
  }

  forget (start) {
    for (const address of this.there.keys()) if (address.startsWith(start)) this.there.delete(address)
  }

  /** Put a picture into a pane; until it is decoded, `meanwhile` (a small one that is here) stands there. */
  async show (pane, picture, mark, meanwhile) {
    pane.shown = picture
    picture.image.dataset[mark] = ''
    if (!picture.done) {
      if (meanwhile) pane.replaceChildren(meanwhile)
      pane.classList.add('waiting')
      await picture.ready
    }
    if (pane.shown !== picture) return // somebody went on meanwhile
    pane.classList.remove('waiting')
    if (!picture.failed) pane.replaceChildren(picture.image)
  }
}
