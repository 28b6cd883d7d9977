// Keeps the playground on the device, so that it opens without a network. The build puts in the names of its files and a digest of
// them: one version is kept whole, and another one takes its place when the reader agrees.
// Caches belong to an origin, which may have this site more than once, each below a path of its own.
const OURS = `rowproof ${registration.scope} `;
const CACHE = `${OURS}DIGEST`;
const FILES = ["FILES"];
const isOlder = (name) => name.startsWith(OURS) && name !== CACHE;

self.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE);
    await cache.add(new Request("./", { cache: "reload" }));
    // Their names hold their digests, so what the browser has of them already is right.
    await cache.addAll(FILES);
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const forget = async () => Promise.all((await caches.keys()).filter(isOlder).map((name) => caches.delete(name)));
  event.waitUntil(forget());
});

self.addEventListener("message", ({ data }) => {
  if (data === "take over") self.skipWaiting();
});

const answer = async (request) => {
  const cache = await caches.open(CACHE);
  const front = new URL(registration.scope);
  const { origin, pathname } = new URL(request.url);
  const isFront = origin === front.origin && [front.pathname, `${front.pathname}index.html`].includes(pathname);
  const kept = await cache.match(isFront ? front.href : request, { ignoreVary: true });
  if (kept) return kept;
  const fetched = await fetch(request);
  // The rules’ pages, each once it was read; not what the reader takes away as a file.
  if (fetched.ok && origin === front.origin && !pathname.endsWith("/rowproof.html")) await cache.put(request, fetched.clone());
  return fetched;
};

self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});
