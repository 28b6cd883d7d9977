// Files, links and history: what of the browser's own streams, storage and drag-and-drop the program needs. What is
// opened and what it means is decided in web/src/documents.

/** Text to bytes, packed. */
export const pack = async (text) => {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
};

/** Packed bytes to text. No more than `most` bytes are unpacked: then it fails with “too big”, else with any other error. */
export const unpack = async (bytes, most) => {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const pieces = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      reader.cancel().catch(() => {});
      throw new Error("too big");
    }
    pieces.push(value);
  }
  return new TextDecoder("utf-8", { fatal: true }).decode(await new Blob(pieces).arrayBuffer());
};

const { tab, bytes, named } = window.rowproof;

let gallery;
/** The gallery's examples, with their texts. */
export const examples = () => {
  gallery ??= bytes(named("examples")).then((read) => JSON.parse(new TextDecoder().decode(read)));
  // What failed once is tried again: the network may be back.
  gallery.catch(() => { gallery = undefined; });
  return gallery;
};

/** Puts a fragment in the address, without a step of the browser's history. */
export const setFragment = (fragment) =>
  history.replaceState(history.state, "", fragment ? `#${fragment}` : location.pathname + location.search);

/** The address of the page, without its fragment. */
export const pageAddress = () => location.href.split("#", 1)[0];

export const download = (name, type, text) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

/** Prints the report that was drawn for it, under a name that a saved file gets too. */
export const printReport = async () => {
  const pictures = document.querySelectorAll(".print-report img");
  await Promise.allSettled([...pictures].map((picture) => picture.decode()));
  const { title } = document;
  document.title = "Rowproof report";
  try {
    // Not every browser says when it has printed. Who does something else with the page has.
    const ends = ["afterprint", "keydown", "pointerdown"];
    const printed = Promise.race(ends.map((name) => new Promise((done) => addEventListener(name, done, { once: true, capture: true }))));
    print();
    await printed;
  } finally {
    document.title = title;
  }
};

/** Whether this device hands links to other programs by itself, as phones do. */
export const canSend = () => Boolean(navigator.share) && matchMedia("(pointer: coarse)").matches;

export const send = (title, url) => navigator.share({ title, url });

// Files ------------------------------------------------------------------------------------------------------------

const MOST_BYTES = 2 * 1024 * 1024;
/** More files than a project has migrations. */
const MOST_FILES = 500;

/** Bytes to text: UTF-8, or UTF-16 with its mark, as Windows' shells write; else what old dumps are written in. */
const textOf = (bytes) => {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
};

const read = async (file, path) => {
  const { name, size, type } = file;
  const answer = { name, path, size };
  if (/^(image|video|audio|font)\//.test(type)) return { ...answer, problem: type.split("/", 1)[0] };
  if (size > MOST_BYTES) return { ...answer, problem: "size" };
  try {
    const text = textOf(new Uint8Array(await file.arrayBuffer()));
    return text === undefined ? { ...answer, problem: "binary" } : { ...answer, text };
  } catch {
    return { ...answer, problem: "unreadable" };
  }
};

const entriesOf = async (directory) => {
  const reader = directory.createReader();
  const all = [];
  for (;;) {
    // It answers with a hundred at a time, and with none at the end.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
};

const filesBelow = async (entry, path, found) => {
  if (found.length >= MOST_FILES || entry.name.startsWith(".") || entry.name === "node_modules") return;
  if (entry.isDirectory) {
    for (const inner of await entriesOf(entry)) await filesBelow(inner, `${path}${entry.name}/`, found);
  } else {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    found.push([file, path + entry.name]);
  }
};

const dropped = async (transfer) => {
  // The items are gone after the first wait.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return [[...transfer.files].map((file) => [file, file.name]), false];
  const found = [];
  for (const entry of entries) await filesBelow(entry, "", found);
  return [found, entries.some((entry) => entry.isDirectory)];
};

const readAll = (files) => Promise.all(files.slice(0, MOST_FILES).map(([file, path]) => read(file, path)));

let onFiles = () => {};

const opened = async (files, fromFolder) => onFiles(await readAll(files), fromFolder);

// One for all times and never forgotten: a field that nobody holds may be gone before its files come.
const field = document.createElement("input");
field.type = "file";
field.multiple = true;
field.onchange = () => opened([...field.files].map((file) => [file, file.name]), false);

/** Lets the reader choose files. */
export const chooseFiles = () => {
  // The same file chosen again is a change too.
  field.value = "";
  field.click();
};

const hasFiles = (event) => event.dataTransfer?.types.includes("Files");

const sign = document.createElement("div");
sign.className = "drop-sign";
sign.hidden = true;
sign.textContent = "Drop files or a folder to open them";

const watchFiles = () => {
  document.body.append(sign);
  const capture = { capture: true };
  let inside = 0;
  const show = (shown) => {
    sign.hidden = !shown;
    if (!shown) inside = 0;
  };
  // Before the editor, which would put a file's text at the caret.
  const watch = (name, act) =>
    addEventListener(name, (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      act(event);
    }, capture);
  watch("dragenter", () => show(++inside > 0));
  watch("dragover", (event) => { event.dataTransfer.dropEffect = "copy"; });
  watch("dragleave", () => { if (--inside <= 0) show(false); });
  watch("drop", async (event) => {
    show(false);
    await opened(...(await dropped(event.dataTransfer)));
  });
  const waiting = window.rowproof.takeDropped();
  if (waiting) dropped(waiting).then((found) => opened(...found));
  addEventListener("paste", (event) => {
    const { files, types } = event.clipboardData ?? {};
    if (!files?.length || types.includes("text/plain")) return;
    event.preventDefault();
    event.stopPropagation();
    opened([...files].map((file) => [file, file.name]), false);
  }, capture);
};

/** Starts to listen: `files(list, fromFolder)` hears of opened files, `fragment(text)` of what stands in the address. */
export const listen = (files, fragment) => {
  onFiles = files;
  watchFiles();
  addEventListener("hashchange", () => fragment(location.hash));
  fragment(location.hash);
};

// History ----------------------------------------------------------------------------------------------------------

/** Snapshots of one tab, of all tabs, and the letters of all of them at most; the oldest go first. */
const RING = 50;
const MOST_SNAPSHOTS = 400;
const MOST_LETTERS = 40_000_000;

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

let database;
const open = () => {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("rowproof", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("snapshots", { keyPath: "id", autoIncrement: true });
      request.result.createObjectStore("documents");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
  // What failed once is tried again: the reader may have made room.
  database.catch(() => { database = undefined; });
  return database;
};

const within = async (mode, act) => {
  const transaction = (await open()).transaction(["snapshots", "documents"], mode);
  const ended = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("aborted"));
  });
  ended.catch(() => {});
  const answer = await act(transaction.objectStore("snapshots"), transaction.objectStore("documents"));
  await ended;
  return answer;
};

let newest;

/** Keeps a document, unless it is the one that was kept last. `about` is what the list shows of it. */
export const keepSnapshot = async (about, kept) => {
  const text = JSON.stringify(kept);
  if (text === newest) return;
  await within("readwrite", async (snapshots, documents) => {
    // After a reload the text is the one that was kept before.
    const last = newest === undefined ? await done(snapshots.openCursor(null, "prev")) : null;
    if (last && (await done(documents.get(last.key))) === text) return;
    const id = await done(snapshots.add({ ...about, tab, at: Date.now(), letters: text.length }));
    await done(documents.put(text, id));
    const all = await done(snapshots.getAll());
    let letters = 0;
    let own = 0;
    for (const [place, snapshot] of all.reverse().entries()) {
      letters += snapshot.letters;
      own += snapshot.tab === tab;
      const surplus = place >= MOST_SNAPSHOTS || letters > MOST_LETTERS || (snapshot.tab === tab && own > RING);
      if (surplus && place > 0) {
        snapshots.delete(snapshot.id);
        documents.delete(snapshot.id);
      }
    }
  });
  newest = text;
};

const words = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** Every snapshot, the newest first: `{ id, when, isOwn, title, parts, letters }`. */
export const snapshots = async () => {
  const all = await within("readonly", (snapshots) => done(snapshots.getAll()));
  return all.reverse().map(({ at, tab: of, ...about }) => ({ ...about, when: words.format(at), isOwn: of === tab }));
};

/** The document of a snapshot. */
export const snapshot = async (id) => JSON.parse(await within("readonly", (_, documents) => done(documents.get(id))));

// What the page knows of itself ------------------------------------------------------------------------------------------

const site = new URL("./", document.baseURI).href;

const ofRequest = ({ name, transferSize, encodedBodySize, workerStart }) => ({
  name: name.startsWith(site) ? name.slice(site.length) || "the page itself" : name,
  // Compared whole: an address may begin like this one and lead elsewhere. Files of a disk and what is made here have the origin “null”.
  isOwn: new URL(name, site).origin === location.origin,
  sent: transferSize,
  bytes: encodedBodySize,
  // The browser does not tell whether its service worker had it or asked for it.
  byWorker: workerStart > 0,
  fromDevice: transferSize === 0 && encodedBodySize > 0,
});

const ours = (storage) => Object.keys(storage).filter((key) => key.startsWith("rowproof."));
const ownCaches = async () => (await caches.keys()).filter((name) => name.startsWith(`rowproof ${site} `));

/** What was requested, by the page and by its worker, and what this browser keeps. Storage that is blocked holds nothing. */
export const account = async (ofWorker) => {
  const known = ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind));
  const keys = attempt(() => ours(localStorage)) ?? [];
  const texts = keys.filter((key) => /\.(document|saved)\b/.test(key));
  const all = await within("readonly", (snapshots) => done(snapshots.getAll())).catch(() => []);
  const files = await ownCaches()
    .then((names) => Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length)))
    .catch(() => []);
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  return {
    requests: [...known, ...ofWorker].map(ofRequest),
    policy: document.querySelector("meta[http-equiv=Content-Security-Policy]")?.content ?? "",
    texts: texts.length,
    textLetters: sum(texts.map((key) => localStorage[key].length)),
    snapshots: all.length,
    snapshotLetters: sum(all.map(({ letters }) => letters)),
    files: sum(files),
    choices: keys.length - texts.length,
  };
};

const attempt = (act) => {
  try {
    return act();
  } catch {
    return undefined; // storage may be closed to us
  }
};

/** Takes everything of this page out of this browser and starts anew, without the document. */
export const forget = async () => {
  // Leaving the page would keep the text again.
  window.rowproof.keep = () => true;
  await within("readwrite", (snapshots, documents) => {
    snapshots.clear();
    documents.clear();
  }).catch(() => {});
  await ownCaches().then((names) => Promise.all(names.map((name) => caches.delete(name)))).catch(() => {});
  await navigator.serviceWorker?.getRegistration().then((kept) => kept?.unregister()).catch(() => {});
  for (const storage of [attempt(() => localStorage), attempt(() => sessionStorage)]) {
    if (storage) ours(storage).forEach((key) => storage.removeItem(key));
  }
  location.replace(pageAddress());
};
