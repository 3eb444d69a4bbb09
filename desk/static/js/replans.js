// The band of what waits for the next plan: it follows what others do, and says that planning takes a while.
import { listen, part } from './desk.js'

const band = () => document.querySelector('[data-replans]')

listen(async ({ kind }) => {
  if (!['replan', 'all'].includes(kind)) return
  const fresh = await part(`/replans?${new URLSearchParams(location.search)}`).catch(() => null)
  const now = fresh?.querySelector('[data-replans]')
  const open = band()?.querySelector('.band:not(.done) details')?.open
  if (!now || !band()) return
  band().replaceWith(now)
  const back = new URL(location)
  back.searchParams.delete('planned')
  now.querySelector('[name=next]')?.setAttribute('value', back.pathname + back.search)
  if (open) now.querySelector('.band:not(.done) details')?.setAttribute('open', '')
})

document.addEventListener('submit', ({ target }) => {
  if (!target.matches('[data-plan]')) return
  const button = target.querySelector('button')
  button.setAttribute('aria-busy', 'true')
  button.replaceChildren(target.dataset.plan)
  setTimeout(() => { button.disabled = true }) // once it is sent
})
