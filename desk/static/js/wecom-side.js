// Inside WeCom's sidebar: the tasks of the chat beside it, sent into that chat by two taps, the text and then
// the picture. Wherever the client does not allow it, the page stays what it is on a phone: copy, save, tick.
import * as ww from './vendor/wecom-jssdk-2.4.4.js'

const side = JSON.parse(document.getElementById('side').textContent)
const { words } = side
const say = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }))
const json = async (answer) => answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))
let group = '' // whose chat is beside the page
const PLACE = 'wecom-text-out' // in the phone: a page that is opened again must not send the text again
const MOST = 50
const pictureNext = new Set(JSON.parse(localStorage.getItem(PLACE) ?? '[]')) // posts whose text is out
const keepNext = () => localStorage.setItem(PLACE, JSON.stringify([...pictureNext].slice(-MOST)))

async function signature (kind) {
  const url = location.href.split('#')[0]
  const asked = fetch(`${side.page}/signature?${new URLSearchParams({ url })}`)
  return (await asked.then(json))[kind]
}

function banner (text, detail = '') {
  document.getElementById('side-says')?.remove()
  const line = Object.assign(document.createElement('p'), { id: 'side-says', textContent: text })
  line.setAttribute('role', 'status')
  const code = Object.assign(document.createElement('code'), { textContent: detail })
  if (detail) line.append(document.createElement('br'), code)
  document.getElementById('main').prepend(line)
}

/** The bar of the task to do now: one button for the next of the two messages. */
function bars () {
  for (const work of document.querySelectorAll('.work')) {
    const post = JSON.parse(work.dataset.of)[group]
    const bar = work.querySelector('.bar')
    if (!post || work.dataset.mass === '1' || bar.querySelector('.bw')) continue
    const button = Object.assign(document.createElement('button'), { type: 'button' })
    button.className = 'btn pri big bw'
    button.addEventListener('click', () => send(work, post, button))
    bar.prepend(button)
    name(button, post)
  }
}

const name = (button, post) => {
  button.textContent = pictureNext.has(post) ? words.picture : words.text
}

async function send (work, post, button) {
  button.disabled = true
  const task = work.dataset.task
  try {
    if (!pictureNext.has(post)) {
      const content = work.querySelector('[data-text]').textContent
      await ww.sendChatMessage({ msgtype: 'text', text: { content } })
      pictureNext.add(post)
      keepNext()
      say('owner:seen', { task, kind: 'copied', posts: [post] })
    } else {
      const poster = work.dataset.poster
      const body = new URLSearchParams({ poster })
      const { media } = await fetch(`${side.page}/media`, { method: 'POST', body }).then(json)
      await ww.sendChatMessage({ msgtype: 'image', image: { mediaid: media } })
      pictureNext.delete(post)
      keepNext()
      say('owner:sent', { task, posts: [post] })
    }
  } catch (error) {
    const why = error.errMsg ?? error.message
    if (error instanceof TypeError) banner(words.noNetwork) // of fetch: the desk is out of reach
    else if (!/cancel/.test(why)) {
      document.documentElement.classList.remove('side')
      banner(pictureNext.has(post) ? words.onlyPicture : words.failed, why)
    }
  }
  button.disabled = false
  name(button, post)
}

async function begin () {
  ww.register({
    corpId: side.corpId,
    agentId: side.agentId,
    jsApiList: ['getContext', 'getCurExternalChat', 'sendChatMessage'],
    getConfigSignature: () => signature('config'),
    getAgentConfigSignature: () => signature('agent')
  })
  const { entry } = await ww.getContext()
  if (entry !== 'group_chat_tools') return banner(words.elsewhere)
  const { chatId } = await ww.getCurExternalChat()
  group = side.chats[chatId] ?? ''
  if (!group) return banner(words.unknown, chatId)
  document.documentElement.classList.add('side')
  say('owner:only', { group })
  bars()
  document.addEventListener('owner:drawn', bars)
}

const failed = (error) => error instanceof TypeError || !navigator.onLine
  ? banner(words.noNetwork)
  : banner(words.failed, error.errMsg ?? error.message)
/** Without network nothing can be signed: the page is the one of the phone until there is some. */
const start = () => {
  document.getElementById('side-says')?.remove()
  if (!group) begin().catch(failed)
}
if (/wxwork\//i.test(navigator.userAgent)) {
  start()
  document.addEventListener('owner:online', start)
} else banner(words.outside)
