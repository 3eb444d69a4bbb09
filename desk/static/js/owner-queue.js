// What an owner did and the desk does not know yet: in order, kept in the phone, each with its own time. An
// entry has a key of its own: one whose answer was lost changes nothing when it is sent again.
const AGAIN = 15000 // ms between two tries without network
const LATER = [403, 408, 421, 429] // refused for now: of the way here, not of what is reported
const PLACE = 'owner-queue:'
const newKey = () => crypto.getRandomValues(new Uint32Array(4)).join('-')

export class OwnerQueue {
  /** `address` takes the reports. `settled(entry)`, `refused(entry, message)` and `changed(waiting)` hear of
   *  them; `ended()` that the link shows nothing any more. */
  constructor (address, { settled, refused, changed, ended }) {
    this.address = address
    this.hear = { settled, refused, changed, ended }
    this.place = PLACE + address
    this.busy = false
    this.offline = !navigator.onLine
    addEventListener('online', () => this.flush())
    addEventListener('offline', () => { this.offline = true; this.hear.changed(this.entries) })
  }

  get entries () {
    try { return JSON.parse(localStorage.getItem(this.place) ?? '[]') } catch { return [] }
  }

  keep (entries) {
    if (entries.length) localStorage.setItem(this.place, JSON.stringify(entries))
    else localStorage.removeItem(this.place)
    this.hear.changed(entries)
  }

  add (entry) {
    const whole = { key: newKey(), at: Date.now(), reason: '', words: '', ...entry }
    this.keep([...this.entries, whole])
    this.flush()
    return whole
  }

  /** Whether the entry had not left yet; then it never does. */
  drop (key) {
    const rest = this.entries.filter((entry) => entry.key !== key)
    const waits = rest.length < this.entries.length && !(this.busy && this.entries[0].key === key)
    if (waits) this.keep(rest)
    return waits
  }

  async flush () {
    if (this.busy) return
    this.busy = true
    clearTimeout(this.later)
    let entry
    while ((entry = this.entries[0])) {
      const answer = await this.send(entry).catch(() => null)
      this.offline = !answer || answer.status >= 500
      if (this.offline || LATER.includes(answer.status)) {
        this.later = setTimeout(() => this.flush(), AGAIN)
        break
      }
      this.keep(this.entries.filter(({ key }) => key !== entry.key))
      const body = await answer.json().catch(() => ({}))
      if (answer.ok) this.hear.settled(entry)
      else if (body.ended) this.hear.ended()
      else this.hear.refused(entry, body.message ?? String(answer.status))
    }
    this.busy = false
    this.hear.changed(this.entries)
  }

  /** What an earlier link left unsent in this phone: each goes to its own link, which hears it for a day. */
  async flushOthers () {
    const others = Object.keys(localStorage).filter((key) => key.startsWith(PLACE) && key !== this.place)
    for (const place of others) {
      const address = place.slice(PLACE.length)
      for (const entry of JSON.parse(localStorage.getItem(place) ?? '[]')) {
        const answer = await this.send(entry, address).catch(() => null)
        if (!answer || answer.status >= 500 || LATER.includes(answer.status)) return
        const left = JSON.parse(localStorage.getItem(place) ?? '[]').filter(({ key }) => key !== entry.key)
        if (left.length) localStorage.setItem(place, JSON.stringify(left))
        else localStorage.removeItem(place)
        if (answer.ok) this.hear.settled(entry)
      }
    }
  }

  send ({ key, kind, task, posts, at, reason, words }, address = this.address) {
    const ago = Math.max(0, (Date.now() - at) / 1000).toFixed(1)
    const form = new URLSearchParams({ key, kind, task, ago, reason, words })
    for (const post of posts) form.append('posts', post)
    const headers = { Accept: 'application/json' }
    return fetch(address, { method: 'POST', body: form, headers })
  }
}
