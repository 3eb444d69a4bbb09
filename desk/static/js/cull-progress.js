// How far a batch is, and how long the rest will take at one's own pace.
import { words } from './desk.js'
import { onChange } from './cull-strip.js'

const progress = document.querySelector('[data-progress]')
const pace = { seconds: 4.5, last: performance.now() } // a practised editor's; then one's own
const NAMES = { keep: 'kept', drop: 'dropped', later: 'later' }
const LONGEST = 20 // s: whoever takes more has done something else

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name])

/** A decision was made: one's pace is the mean of the last eight or so. */
export function tick () {
  const now = performance.now()
  pace.seconds += (Math.min(LONGEST, (now - pace.last) / 1000) - pace.seconds) / 8
  pace.last = now
}

onChange((_, before, after) => {
  if (before) progress.dataset[NAMES[before]]--
  if (after) progress.dataset[NAMES[after]]++
  const [kept, dropped, later, total] = ['kept', 'dropped', 'later', 'total'].map((name) => Number(progress.dataset[name]))
  progress.querySelector('[data-count]').textContent = `${kept + dropped + later} / ${total}`
  progress.querySelector('svg').setAttribute('aria-label', fill(words.counts, { kept, dropped, later }))
  draw([kept, dropped, later])
  const seconds = Math.round(Math.max(0, total - kept - dropped - later) * pace.seconds)
  const said = seconds ? fill(words.left, { min: Math.floor(seconds / 60), s: seconds % 60 }) : words.all
  progress.querySelector('[data-left]').textContent = said
})

function draw (widths) {
  let from = 0
  progress.querySelectorAll('rect').forEach((bar, n) => {
    bar.setAttribute('x', from)
    bar.setAttribute('width', widths[n])
    from += widths[n]
  })
}
