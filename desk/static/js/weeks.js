// All groups' week: more rows come where the list ends.

import { part } from './desk.js'

document.addEventListener('click', async (event) => {
  const further = event.target.closest?.('[data-further]')
  if (!further) return
  event.preventDefault()
  const nodes = await part(further.href)
  const row = further.closest('tr')
  const first = nodes.querySelector('a')
  row.replaceWith(nodes)
  first?.focus()
})
