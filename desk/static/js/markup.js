// The one door through which strings become markup, or the address of a script: trusted types let no other.

const policy = globalThis.trustedTypes?.createPolicy('sishi', {
  createHTML: (html) => html,
  createScriptURL: (address) => address
})

/** HTML that the desk's own server rendered, as nodes. Never call it with text of members. */
export function fragment (html) {
  const template = document.createElement('template')
  template.innerHTML = policy ? policy.createHTML(html) : html
  return template.content
}

/** The address of a script of our own, for workers. */
export function scriptAddress (address) {
  return policy ? policy.createScriptURL(address) : address
}
