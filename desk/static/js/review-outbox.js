// Decisions on their way: sent one after another behind the reviewer's back, kept in the browser until they
// are saved, so that a lost connection loses none. What the desk refuses is handed back.
import { ask, Refused } from './desk.js'

const KEPT = 'review-outbox'
const AGAIN = 15_000 // ms until a decision that did not get through is sent again
const me = () => document.getElementById('room').dataset.person
const read = () => { try { return JSON.parse(localStorage.getItem(KEPT)) ?? [] } catch { return [] } }

let queue = read() // of everybody who used this browser; each is sent while its own person is here
const mine = () => queue.filter(({ person }) => person === me())
let sending = null
let timer
let heard = {} // {done(decision, answer), refused(decision, error), waits(n)}

const keep = () => localStorage.setItem(KEPT, JSON.stringify(queue))

/** What to call when a decision is saved, when it is refused, and with how many wait for a connection. */
export function watch (callbacks) {
  heard = callbacks
  addEventListener('online', flush)
  if (mine().length) flush()
}

/** {verb, items, why, names: {id: group}, first}: sent in its turn. */
export function decide (decision) {
  queue.push({ ...decision, person: me() })
  keep()
  flush()
}

/** A decision that has not left yet, taken back; undefined where all have. */
export function takeBack () {
  const own = mine()
  if (own.length < (sending ? 2 : 1)) return
  shift(own.at(-1))
  return own.at(-1)
}

/** Until nothing is under way; false where decisions still wait for a connection. */
export async function settled () {
  await flush()
  return mine().length === 0
}

export function flush () {
  sending ??= run().finally(() => { sending = null })
  return sending
}

async function run () {
  clearTimeout(timer)
  while (mine().length) {
    const [decision] = mine()
    try {
      const { verb, items, why } = decision
      const answer = await ask('POST', `/api/v1/posts/${verb}`, { items, ...(why && { why }) })
      shift(decision)
      heard.done?.(decision, answer)
    } catch (error) {
      if (!(error instanceof Refused) || error.status >= 500) {
        heard.waits?.(mine().length)
        timer = setTimeout(flush, AGAIN)
        return
      }
      shift(decision)
      heard.refused?.(decision, error)
    }
  }
  heard.waits?.(0)
}

function shift (decision) {
  queue = queue.filter((each) => each !== decision)
  keep()
}
