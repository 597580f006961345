import { FRESH_FILES, PageKeeper } from './page-keeper.ts'

const base = new URL('..', registration.scope).pathname

// Its scope is `/d/` below the server's path: on nothing else at this address has it a say.
const keeper = new PageKeeper({
  base,
  caches,
  fetch: (request, init) => fetch(request, init),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  unregister: () => registration.unregister(),
})

addEventListener('install', (event) => {
  if (!(event instanceof ExtendableEvent)) return
  // The page that installs it was loaded without it. Any document's page will do.
  const kept = keeper.keep(new URL('welcome', registration.scope).href)
  event.waitUntil(kept.then(() => skipWaiting()))
})

addEventListener('activate', (event) => {
  if (event instanceof ExtendableEvent) event.waitUntil(clients.claim())
})

addEventListener('fetch', (event) => {
  if (!(event instanceof FetchEvent) || event.request.method !== 'GET') return
  const { origin, pathname } = new URL(event.request.url)
  if (origin !== location.origin) return
  if (event.request.mode === 'navigate') {
    // What cannot be kept now is kept with a later visit.
    const afterwards = (work: Promise<unknown>) => event.waitUntil(work.catch(() => {}))
    event.respondWith(keeper.page(event.request, afterwards))
  } else if (pathname.startsWith(`${base}_weft/assets/`)) {
    event.respondWith(keeper.file(event.request))
  } else if (FRESH_FILES.some((file) => pathname === `${base}_weft/${file}`)) {
    event.respondWith(keeper.freshFile(event.request))
  }
})
