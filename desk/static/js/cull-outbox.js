// What was decided and not yet sent: in order, one at a time, kept over a reload, tried again when the network fails.
import { Refused } from './desk.js'

const KEPT = 'cull-outbox'
const LONGEST_WAIT = 15000 // ms between two tries

export class Outbox {
  /** `send(entry)` asks the desk; `settled(entry, answer)` and `failed(entry, error)` hear of its end,
   *  `waiting(n)` of a network that fails, `counted(n)` of how many there are. */
  constructor ({ send, settled, failed, waiting, counted }) {
    this.asking = { send, settled, failed, waiting, counted }
    this.entries = JSON.parse(sessionStorage.getItem(KEPT) ?? '[]')
    this.busy = false
    addEventListener('online', () => this.wake?.())
  }

  add (entry) {
    this.entries.push(entry)
    this.keep()
    return this.flush()
  }

  /** Whether something said of this photo is still on its way. */
  about (id) {
    return this.entries.some((entry) => entry.kind !== 'decide' || entry.items.some((each) => each.id === id))
  }

  keep () {
    sessionStorage.setItem(KEPT, JSON.stringify(this.entries))
    this.asking.counted(this.entries.length)
  }

  async flush () {
    if (this.busy) return
    this.busy = true
    let tries = 0
    while (this.entries.length) {
      const entry = this.entries[0]
      try {
        const answer = await this.asking.send(entry, () => this.keep())
        await this.asking.settled(entry, answer)
      } catch (error) {
        if (!(error instanceof Refused) || error.status >= 500 || error.status === 429) {
          this.asking.waiting(this.entries.length)
          await this.pause(Math.min(LONGEST_WAIT, 500 * 2 ** tries++))
          continue
        }
        if (error.status === 401) break // the sign-in page comes; what is kept is sent after it
        this.asking.failed(entry, error)
      }
      tries = 0
      this.entries.shift()
      this.keep()
    }
    this.keep()
    this.busy = false
  }

  pause (ms) {
    return new Promise((resolve) => {
      this.wake = resolve
      setTimeout(resolve, ms)
    })
  }
}
