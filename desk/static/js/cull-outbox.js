// What was decided and not yet sent: in order, one at a time, tried again when the network fails. It is kept in the
// browser, so that nothing is lost with a tab: whatever page of the same person comes next sends it.
import { Refused } from './desk.js'

const KEPT = 'cull-outbox'
const LONGEST_WAIT = 15000 // ms between two tries
const PATIENCE = 300 // ms a tab that was just closed may take to let go of what it kept
const STALE = 60000 // ms: where tabs cannot tell each other, one that has not written for so long is gone

const newTab = () => Date.now().toString(36) + Math.random().toString(36).slice(2)
const read = (key) => JSON.parse(localStorage.getItem(key) ?? '{"entries":[]}')

/** Do `work` once no other tab holds `key`; false if one goes on holding it. A promise of `work` holds it as long. */
function held (key, work) {
  if (!navigator.locks) return Promise.resolve(false) // not over plain HTTP on another machine
  return new Promise((resolve) => {
    navigator.locks.request(key, { signal: AbortSignal.timeout(PATIENCE) }, () => { resolve(true); return work() }).catch(() => resolve(false))
  })
}

export class Outbox {
  /** `send(entry)` asks the desk; `settled(entry, answer)` and `failed(entry, error)` hear of its end,
   *  `waiting(n)` of a network that fails, `counted(n)` of how many there are, `found(entries)` of what an earlier
   *  page left, `parting(entries)` of what is there when this one goes. */
  constructor ({ person, send, settled, failed, waiting, counted, found, parting }) {
    this.asking = { send, settled, failed, waiting, counted, found, parting }
    this.prefix = `${KEPT}:${person}:`
    this.key = this.prefix + (sessionStorage.getItem(KEPT) ?? newTab())
    this.entries = read(this.key).entries
    this.busy = false
    this.ready = this.open(this.entries.length)
    addEventListener('online', () => this.wake?.())
    addEventListener('pagehide', () => this.asking.parting(this.entries.slice(this.busy ? 1 : 0), () => this.keep()))
  }

  /** Take this tab's own place, and what tabs left that are gone. */
  async open (mine) {
    const own = await held(this.key, () => new Promise(() => {}))
    if (!own && navigator.locks) { // a copy of a tab, which sends for itself
      this.key = this.prefix + newTab()
      this.entries = this.entries.slice(mine)
      held(this.key, () => new Promise(() => {}))
      mine = 0
    }
    sessionStorage.setItem(KEPT, this.key.slice(this.prefix.length))
    const others = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix) && key !== this.key)
    const left = []
    const adopt = (key) => { left.push(read(key)); localStorage.removeItem(key) }
    await Promise.all(others.map(async (key) => {
      if (!navigator.locks) return Date.now() - read(key).at > STALE && adopt(key)
      if (!await held(key, () => adopt(key))) navigator.locks.request(key, () => this.inherit(key))
    }))
    const late = left.sort((one, other) => one.at - other.at).flatMap(({ entries }) => entries)
    this.entries.splice(mine, 0, ...late)
    if (mine + late.length) this.asking.found(this.entries.slice(0, mine + late.length))
    this.keep()
  }

  /** A tab that was still there is gone now, or a busy machine was slow to close it: send what it left. */
  inherit (key) {
    const { entries } = read(key)
    localStorage.removeItem(key)
    if (!entries.length) return
    this.entries.splice(this.busy ? 1 : 0, 0, ...entries)
    this.asking.found(entries)
    this.keep()
    this.flush()
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
    if (this.entries.length) localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), entries: this.entries }))
    else localStorage.removeItem(this.key)
    this.asking.counted(this.entries.length)
  }

  async flush () {
    if (this.busy) return
    this.busy = true
    await this.ready
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
