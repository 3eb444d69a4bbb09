// Pages that only show: they are read anew once something they show has changed, while nobody types.
import { listen, part } from './desk.js'

let waiting
listen(({ kind }) => {
  if (kind === 'template' || waiting) return
  waiting = setTimeout(async () => {
    waiting = null
    if (document.hidden || document.activeElement?.matches('input, textarea, select')) return
    const fresh = await part(location.href).catch(() => null)
    const now = fresh?.querySelector('#main')
    const open = document.querySelector('#main')
    if (now && open && !now.isEqualNode(open)) open.replaceChildren(...now.childNodes)
  }, 2000)
})
