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
  else if (/^\/(o|static)\//.test(pathname)) event.respondWith(deskFirst(request))
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
    if (answer.ok) await cache.put(name, answer.clone())
    else if (name.pathname.startsWith('/o/') && [404, 410].includes(answer.status)) await forget(cache, name)
    return answer
  } catch (error) {
    const known = await cache.match(name)
    const ends = Number(known?.headers.get('Sishi-Ends') ?? Infinity)
    if (!known || Date.now() > ends * 1000) throw error
    const headers = new Headers(known.headers)
    headers.set('Sishi-Kept', '1')
    return new Response(known.body, { status: known.status, headers })
  }
}

/** What is kept of a day that has ended. */
async function forget (cache, name) {
  const day = name.pathname.split('/').slice(0, 3).join('/')
  const keys = await cache.keys()
  const theirs = keys.filter(({ url }) => new URL(url).pathname.startsWith(day))
  await Promise.all(theirs.map((key) => cache.delete(key)))
}
