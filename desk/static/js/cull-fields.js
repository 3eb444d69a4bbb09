// Author, product, words and group: set by hand, of the photo that is shown or of all that are marked.
import { part, say, words } from './desk.js'
import { fill } from './cull-progress.js'
import { current, item } from './cull-strip.js'

const FIELDS = ['author', 'product', 'text', 'group']
const $ = (what) => document.querySelector(what)
const bulk = $('#marked')

const marks = () => [...document.querySelectorAll('.mark:checked')]

/** What a form sets: the fields that differ from what the page showed. */
function changed (form, submitter) {
  const data = new FormData(form, submitter)
  const set = {}
  for (const name of FIELDS) {
    const now = data.get(name)
    if (now !== null && now !== (data.get(`${name}_was`) ?? '')) set[name] = now
  }
  if (data.get('clear') === 'text') set.text = ''
  if (Object.keys(set).length && data.get('new_author')) set.new_author = true
  return set
}

function count () {
  const n = marks().length
  $('.app.cull').classList.toggle('marking', n > 0)
  const label = $('[data-marked]')
  if (label) label.textContent = n ? fill(words.marked, { n }) : words.noneMarked
}

/** The members of the shown photo's group, as choices. */
async function people () {
  const list = $('#people')
  const group = $('.why [data-group]')?.dataset.group
  if (!list || !group || list.dataset.of === group) return
  list.dataset.of = group
  list.replaceWith(await part(`/cull/people?${new URLSearchParams({ group })}`))
}

/** `save(items, what)` sends them. Returns what keys do, and `settled(outcomes)` for the answer. */
export function fields (save) {
  document.addEventListener('submit', (event) => {
    if (!event.target.matches('[data-set]')) return
    event.preventDefault()
    const set = changed(event.target, event.submitter)
    const ids = event.target === bulk ? marks().map(({ value }) => value) : [event.target.elements.id.value]
    if (!ids.length) return say(words.noneMarked)
    if (!Object.keys(set).length) return say(words.unchanged)
    const name = ids.length > 1 ? fill(words.marked, { n: ids.length }) : item(ids[0])?.dataset.name ?? ''
    save(ids.map((id) => ({ id, ...set })), fill(words.of, { what: words.set, name }))
  })
  document.addEventListener('change', (event) => { if (event.target.matches('.mark')) count() })
  document.addEventListener('focusin', (event) => {
    if (event.target.matches('[name=author]')) people().catch((error) => say(error.message))
  })
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing || !event.target.closest?.('[data-set]')) return
    event.target.blur()
    event.target.closest('details')?.removeAttribute('open')
  })
  count()

  function open () {
    const form = $('.edit')
    if (marks().length) return bulk.elements.author.focus()
    if (!form) return
    form.open = true
    form.querySelector('[name=author]').focus()
    form.querySelector('[name=author]').select()
  }

  function mark () {
    const box = current().parentElement.querySelector('.mark')
    if (!box) return
    box.checked = !box.checked
    count()
  }

  /** Marks of photos that were set go; what was typed for them too. */
  function settled (outcomes) {
    const left = marks().filter(({ value }) => outcomes[value]?.status !== 'done')
    if (left.length < marks().length) bulk.reset()
    for (const box of left) box.checked = true
    count()
  }

  return { open, mark, settled }
}
