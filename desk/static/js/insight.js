// Insight: keys for tabs, weeks, and the table of the chart in sight. Everything is a link without them.

import { keys } from './desk.js'
import './walk.js'

const tab = (number) => document.querySelectorAll('.top .seg a')[number]?.click()

/** The chart that has the focus, else the first one in sight. */
function chart () {
  const own = document.activeElement?.closest('.panel, .lead')
  if (own) return own
  const panels = [...document.querySelectorAll('.panel, .lead')]
  return panels.find((panel) => panel.getBoundingClientRect().bottom > 120)
}

function toggle () {
  const table = chart()?.querySelector('details.tbl')
  if (!table) return
  table.open = !table.open
  table.querySelector('summary').focus()
}

keys({
  1: () => tab(0),
  2: () => tab(1),
  3: () => tab(2),
  4: () => tab(3),
  t: toggle,
  c: () => chart()?.querySelector('a.csv')?.click(),
})

document.querySelector('[data-print]')?.addEventListener('click', () => print())
