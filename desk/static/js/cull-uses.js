// What a drop would bring back: said on the photo before, asked once where posts are approved, and said after.
import { words } from './desk.js'
import { fill } from './cull-progress.js'
import { ahead, current, putAhead } from './cull-strip.js'

const line = document.querySelector('[data-used]')
let asked = '' // what the next key is a yes to: the photos, and how many approved posts

const used = ({ posts, approved }) => posts ? fill(words.used, { n: posts }) + (approved ? fill(words.usedApproved, { n: approved }) : '') : ''

/** Say it of the photo that is looked at; a question of another photo is over. */
export function showUses () {
  asked = ''
  if (!line) return
  line.classList.remove('ask')
  line.textContent = current() ? used(ahead(current().dataset.id)) : ''
}

/** Whether these photos may be dropped now; asks in place, once, where approved posts would come back. */
export function sure (ids) {
  const all = ids.map(ahead)
  const posts = all.reduce((sum, each) => sum + each.posts, 0)
  const approved = all.reduce((sum, each) => sum + each.approved, 0)
  const key = JSON.stringify([ids, approved])
  if (!approved || asked === key) return true
  asked = key
  line.classList.add('ask')
  line.textContent = fill(words.dropAgain, { used: used({ posts, approved }) })
  return false
}

/** What became of the posts of dropped photos, in a sentence; "" where there were none. */
export function cameBack (ids, { returned, approved }) {
  for (const id of ids) putAhead(id, { posts: 0, approved: 0 })
  return returnedPosts({ returned, approved })
}

/** How many posts came back to the editors, in words; "" for none. */
export function returnedPosts ({ returned, approved }) {
  if (!returned) return ''
  return fill(approved ? words.cameBackApproved : words.cameBack, { n: returned, approved })
}
