// The phone changes its look at once; the address says so too, so that the view can be sent to somebody.
const phone = document.querySelector('.phone')
for (const link of document.querySelectorAll('[data-set]')) {
  link.addEventListener('click', (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    const [name, value] = link.dataset.set.split(':')
    phone.dataset[name] = value
    for (const other of link.parentElement.children) other.toggleAttribute('aria-current', other === link)
    link.setAttribute('aria-current', 'true')
    const address = new URL(location.href)
    address.searchParams.set(name, value)
    history.replaceState(null, '', address)
    for (const each of document.querySelectorAll('[data-set]')) {
      const [its, is] = each.dataset.set.split(':')
      const to = new URL(address)
      to.searchParams.set(its, is)
      each.href = to
    }
  })
}
