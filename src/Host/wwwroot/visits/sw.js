// Keeps the visits' pages on the phone. Its scope is /visits/, so that neither the designer nor any other page is ever answered from here.
const CACHE = 'visits-3';
const SHELL = '/visits/app';
const PARTS = [
  '/lib/tabler.min.css', '/lib/icons.svg', '/css/app.css', '/css/visit.css', '/js/theme.js', '/js/visit/app.js', '/js/visit/dom.js', '/js/visit/store.js', '/js/visit/rules.js', '/js/visit/photo.js',
  '/js/visit/model.js', '/js/visit/queue.js', '/js/visit/pages.js', '/js/visit/steps.js', '/js/visit/goods.js', '/favicon.svg', '/visits/manifest.webmanifest', '/visits/icon-192.png',
];

self.addEventListener('install', event => event.waitUntil((async () => {
  const cache = await caches.open(CACHE);
  await cache.addAll(PARTS);
  const shell = await fetch(SHELL, { headers: { Accept: 'text/html' } });
  if (shell.ok && !shell.redirected) await cache.put(SHELL, shell);
  await self.skipWaiting();
})()));

self.addEventListener('activate', event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith('visits-') && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener('fetch', event => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== location.origin) return;
  if (request.mode === 'navigate') {
    // The shell belongs to nobody: whose visits it shows is decided by the page. Only the app itself is kept, all else of /visits needs the network.
    if (address.pathname === SHELL) event.respondWith(shell(request));
  } else if (PARTS.includes(address.pathname)) {
    event.respondWith(part(request));
  }
});

async function shell(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(SHELL);
  const fresh = fetch(request).then(async answer => {
    if (answer.ok && !answer.redirected && answer.type === 'basic') await cache.put(SHELL, answer.clone());
    return answer;
  });
  if (!kept) return fresh;
  // A weak network is given a moment, then what is here is shown.
  return Promise.race([fresh.catch(() => kept.clone()), new Promise(resolve => setTimeout(() => resolve(kept.clone()), 3000))]);
}

async function part(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreSearch: true });
  const fresh = fetch(request).then(async answer => {
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  });
  if (!kept) return fresh;
  fresh.catch(() => {});
  return kept;
}
