// What an owner did and the desk does not know yet: in order, kept in the phone, each with its own time. An
// entry has a key of its own: one whose answer was lost changes nothing when it is sent again.
const AGAIN = 15000 // ms between two tries without network
const newKey = () => crypto.getRandomValues(new Uint32Array(4)).join('-')

export class OwnerQueue {
  /** `address` takes the reports. `settled(entry)`, `refused(entry, message)` and `changed(waiting)` hear of
   *  them; `ended()` that the link shows nothing any more. */
  constructor (address, { settled, refused, changed, ended }) {
    this.address = address
    this.hear = { settled, refused, changed, ended }
    this.place = `owner-queue:${address}`
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
      if (this.offline || answer.status === 429) {
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

  send ({ key, kind, task, posts, at, reason, words }) {
    const ago = Math.max(0, (Date.now() - at) / 1000).toFixed(1)
    const form = new URLSearchParams({ key, kind, task, ago, reason, words })
    for (const post of posts) form.append('posts', post)
    const headers = { Accept: 'application/json' }
    return fetch(this.address, { method: 'POST', body: form, headers })
  }
}
