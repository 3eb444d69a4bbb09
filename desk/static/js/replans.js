// The band of what waits for the next plan, and of a plan under way: it follows what others do, and says when a
// plan that one saw under way has ended.
import { listen, part, say } from './desk.js'

const AGAIN = 2000 // ms between looks while a plan is under way: what ends before the stream is open nobody tells
const band = () => document.querySelector('[data-replans]')
const underWay = () => band()?.querySelector('[data-run]')?.dataset.run
let looking, mine, shown = null

/** Let the address name the plan that is under way, so that whoever sees it also sees how it ends. */
function follow () {
  clearTimeout(looking)
  const run = underWay()
  if (!run) return
  const here = new URL(location)
  here.searchParams.set('planned', run)
  history.replaceState(history.state, '', here)
  band().querySelector('[data-again]').href = here.pathname + here.search
  looking = setTimeout(renew, AGAIN)
}

async function renew () {
  const run = underWay()
  const fresh = await part(`/replans?${new URLSearchParams(location.search)}`).catch(() => null)
  const now = fresh?.querySelector('[data-replans]')
  const open = band()?.querySelector('.band:not(.done) details')?.open
  if (now && band() && (!now.isEqualNode(shown) || band() !== mine)) { // else keyboards in it lose their place
    shown = now.cloneNode(true)
    band().replaceWith(mine = now)
    const back = new URL(location)
    back.searchParams.delete('planned')
    for (const next of now.querySelectorAll('[name=next]')) next.value = back.pathname + back.search
    if (open) now.querySelector('.band:not(.done) details')?.setAttribute('open', '')
    if (run && !underWay()) say(now.querySelector('.band b')?.textContent ?? '')
  }
  follow()
}

listen(({ kind }) => { if (['replan', 'all'].includes(kind)) renew() })
follow()

document.addEventListener('submit', ({ target }) => {
  if (!target.matches('[data-plan]')) return
  const button = target.querySelector('button')
  button.setAttribute('aria-busy', 'true')
  button.replaceChildren(target.dataset.plan)
  setTimeout(() => { button.disabled = true }) // once it is sent
})
