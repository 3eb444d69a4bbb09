// An owner's day without network: pages, posters and their files are kept at the first opening. What the desk
// says goes first; what is kept is shown only when it cannot be reached, and not after the link has ended.
const KEPT = 'owner-days-1'
const PATIENCE = 4000 // ms before what is kept is shown

addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  const { request } = event
  const { pathname, origin, searchParams } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (searchParams.has('v') || pathname.startsWith('/fonts/')) event.respondWith(keptFirst(request))
  else if (/^\/wecom\/[^/]+\//.test(pathname)) return
  else if (/^\/(o|wecom|static)\//.test(pathname)) event.respondWith(deskFirst(request))
})

async function keptFirst (request) {
  const cache = await caches.open(KEPT)
  const known = await cache.match(request)
  if (known) return known
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
}

async function deskFirst (request) {
  const cache = await caches.open(KEPT)
  const name = new URL(request.url)
  name.searchParams.delete('again') // the page asks for itself by it
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) })
    if (answer.ok) await cache.put(name, dated(answer.clone()))
    else if (name.pathname.startsWith('/o/') && [404, 410].includes(answer.status)) await forget(cache, name)
    return answer
  } catch (error) {
    const known = await cache.match(name)
    if (!known || Date.now() > Number(known.headers.get('Sishi-Until') ?? Infinity)) throw error
    return headed(known, 'Sishi-Kept', '1')
  }
}

/** A page with the end of its link by this phone's clock, which may be wrong. */
function dated (answer) {
  const [ends, now] = ['Sishi-Ends', 'Sishi-Now'].map((name) => Number(answer.headers.get(name)))
  return ends ? headed(answer, 'Sishi-Until', String(Date.now() + (ends - now) * 1000)) : answer
}

function headed (answer, name, value) {
  const headers = new Headers(answer.headers)
  headers.set(name, value)
  return new Response(answer.body, { status: answer.status, headers })
}

/** What is kept of a day that has ended. */
async function forget (cache, name) {
  const day = name.pathname.split('/').slice(0, 3).join('/')
  const keys = await cache.keys()
  const theirs = keys.filter(({ url }) => new URL(url).pathname.startsWith(day))
  await Promise.all(theirs.map((key) => cache.delete(key)))
}
