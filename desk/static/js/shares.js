// Links for outsiders: a sentence is copied by its button. Without this file it is selected by hand.

import { say, words } from './desk.js'

document.documentElement.classList.add('js')
for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', async () => {
    const text = document.querySelector(button.dataset.copy)
    text.select()
    if (navigator.clipboard) await navigator.clipboard.writeText(text.value).catch(() => {})
    else document.execCommand('copy')
    say(words.copied)
  })
}
