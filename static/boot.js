// Runs before the first paint: theme, kept text, and the editor module under way while the program loads.
(() => {
  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null; // storage may be closed to us, or hold something else
    }
  };

  // Each tab keeps its own document, lest two of them overwrite each other's. A tab that was duplicated has the number of
  // one that was not left yet: it takes a new one and goes on from the same text. A new tab goes on from the newest text.
  const KEPT_TABS = 8;
  const session = (act) => {
    try {
      return act(sessionStorage);
    } catch {
      return null;
    }
  };
  const known = session((storage) => storage.getItem("rowproof.tab"));
  const left = session((storage) => storage.getItem("rowproof.left"));
  const tab = (left && known) || Math.random().toString(36).slice(2, 12);
  session((storage) => {
    storage.setItem("rowproof.tab", tab);
    storage.removeItem("rowproof.left");
  });
  addEventListener("pagehide", () => session((storage) => storage.setItem("rowproof.left", "1")));
  addEventListener("pageshow", ({ persisted }) => persisted && session((storage) => storage.removeItem("rowproof.left")));
  const tabs = () => [read("rowproof.tabs") ?? []].flat();
  const from = [known, ...tabs()].find((tab) => tab && read(`rowproof.document.${tab}`)) ?? "";
  const kept = from ? read(`rowproof.document.${from}`) : read("rowproof.document");

  const drop = (tab) => {
    localStorage.removeItem(`rowproof.document.${tab}`);
    localStorage.removeItem(`rowproof.saved.${tab}`);
  };
  // Keeps something of this tab's; false when the browser refuses. What tabs left longest ago makes room.
  const keep = (name, text) => {
    const all = [tab, ...tabs().filter((other) => other !== tab)];
    try {
      all.splice(KEPT_TABS).forEach(drop);
      for (;;) {
        try {
          localStorage.setItem("rowproof.tabs", JSON.stringify(all));
          localStorage.setItem(`rowproof.${name}.${tab}`, text);
          return true;
        } catch (error) {
          if (all.length < 2) throw error;
          drop(all.pop());
        }
      }
    } catch {
      return false;
    }
  };

  const theme = read("rowproof.theme");
  if (["light", "dark", "contrast"].includes(theme)) document.documentElement.dataset.theme = theme;

  const named = (name) => document.querySelector(`meta[name=rowproof-${name}]`)?.content ?? "";
  const url = (address) => new URL(address, document.baseURI);
  const fetched = async (address, how) => {
    const answer = await fetch(url(address), how);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.arrayBuffer();
  };
  const imported = (address) => import(url(address));
  // Text is all that a page may read at once, so bytes are read as text.
  const readAtOnce = (address) => {
    const request = new XMLHttpRequest();
    request.open("GET", url(address), false);
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    if (request.status !== 200) throw new Error(`${address}: ${request.status}`);
    return Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0));
  };
  // A page that is one file has them in itself (static/single-file/page.js).
  const { module = imported, bytes = fetched, atOnce = readAtOnce } = window.packed ?? {};

  // Without the module the page keeps its plain text field, so failing is no error.
  const editor = module(named("editor")).catch(() => null);

  const note = (text) => {
    if (document.getElementById("defect")) return;
    const box = document.createElement("div");
    box.id = box.className = "defect";
    box.setAttribute("role", "alert");
    box.textContent = `${text} Your text is kept: reload to go on.`;
    document.body.prepend(box);
  };
  const missing = () => note("A part of this page could not be loaded.");

  // What draws reports, and what is wanted later, are modules of their own that share the program's memory
  // (crates/xtask/src/build/parts). They are loaded when the program runs; the first report waits for the first of them.
  const parts = named("parts").split(" ").filter(Boolean);
  let program;
  const put = (number, module) => {
    const there = program[`part${number}`];
    if (there.value) return;
    new WebAssembly.Instance(module, { e: program });
    there.value = 1;
  };
  const compiled = async (address, priority) => {
    const get = () => bytes(address, { priority });
    // What fails for a moment is asked for once more.
    const again = () => new Promise((done) => setTimeout(done, 1000)).then(get);
    return WebAssembly.compile(await get().catch(again));
  };
  // What is read at once passes the service worker by. Where that answers, and there may be no network, the program waits until all
  // parts are at hand (crates/xtask/src/build/finish.rs); the device has them.
  let modules = [];
  const held = navigator.serviceWorker?.controller
    ? Promise.all(parts.map((address) => compiled(address))).then((all) => (modules = all), () => {})
    : undefined;
  const fetchPart = async (number) => {
    const address = parts[number];
    if (address) put(number, modules[number] ?? (await compiled(address, number ? "low" : "auto")));
  };
  // The style of what is shown later; a page that is one file has it already.
  const styled = () => {
    const address = named("style");
    if (!address) return undefined;
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = url(address);
    document.head.append(link);
    // Without it reports are plain and still there to be read.
    return new Promise((done) => (link.onload = link.onerror = done));
  };
  const first = new Promise((resolve) => {
    addEventListener(
      "TrunkApplicationStarted",
      ({ detail }) => {
        program = detail.wasm;
        modules.forEach((module, number) => put(number, module));
        resolve(Promise.all([fetchPart(0), styled()]));
      },
      { once: true },
    );
  });
  const allParts = first.then(async () => {
    for (let number = 1; number < parts.length; number++) await fetchPart(number);
  });
  // A link in the address is opened before anything is checked: the program says when it has been (`documents::opening`).
  let opened;
  const views = location.hash
    ? new Promise((resolve, reject) => {
        opened = resolve;
        allParts.catch(reject);
      })
    : first;
  // One that is called before it came: the program cannot wait.
  const loadPart = (number) => {
    try {
      put(number, new WebAssembly.Module(atOnce(parts[number])));
    } catch (error) {
      missing();
      throw error;
    }
  };
  // Files, links and history: not needed until something is shared or opened, so it comes last.
  const documents = allParts.then(() => module(named("documents")));
  // Dialogs, files and links come with them: nobody would hear of a click on what is not there.
  documents.catch(missing);
  // Suggestions, folds and the like: when nothing else is to be done. Without them the editor stays what it is.
  const idle = () => new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve, { timeout: 2000 }));
  const workbench = Promise.all([editor, views.then(idle)])
    .then(([made]) => {
      // What it is made with: CodeMirror is not sent twice.
      window.rowproof.made = made;
      return module(named("workbench"));
    })
    .catch(() => null);
  // Files that are dropped before somebody listens (static/documents.js) wait; the browser would open them in place of the page.
  let dropped;
  const wait = (event) => {
    const { types, items, files } = event.dataTransfer ?? {};
    if (!types?.includes("Files")) return;
    event.preventDefault();
    if (event.type !== "drop") return;
    const entries = [...items].map((item) => item.webkitGetAsEntry?.());
    dropped = { items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })), files: [...files] };
  };
  const early = ["dragover", "drop"];
  for (const name of early) addEventListener(name, wait, true);
  const takeDropped = () => {
    for (const name of early) removeEventListener(name, wait, true);
    return dropped;
  };
  window.rowproof = { held, takeDropped, editor, views, opened, allParts, loadPart, documents, workbench, bytes, named, tab, from, kept, keep };

  // The site keeps itself on the device (static/service-worker.js) once everything runs. Another version waits until the reader
  // takes it: nothing changes under their hands.
  const offer = (worker) => {
    if (document.getElementById("update")) return;
    const note = document.createElement("div");
    note.id = "update";
    note.className = "update";
    note.setAttribute("role", "status");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = "Use it";
    button.onclick = () => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      worker.postMessage("take over");
    };
    note.append("A new version is ready. Your text stays. ", button);
    document.body.prepend(note);
  };
  const keepOffline = async () => {
    const script = named("offline");
    const kept = script && (await navigator.serviceWorker?.register(script));
    if (!kept) return;
    if (kept.waiting && kept.active) offer(kept.waiting);
    kept.addEventListener("updatefound", () => {
      const worker = kept.installing;
      worker?.addEventListener("statechange", () => {
        if (worker.state === "installed" && kept.active) offer(worker);
      });
    });
  };
  // Where the browser keeps nothing, everything else works as before.
  allParts.then(keepOffline).catch(() => {});

  const fillIn = () => {
    const field = document.getElementById("shell-editor");
    const text = kept?.parts?.[kept.active ?? 0]?.text;
    if (field && field.value === "" && typeof text === "string") field.value = text;
  };
  document.addEventListener("DOMContentLoaded", fillIn);

  // Before the program runs; it says itself what fails later.
  const failed = () => {
    const status = document.getElementById("shell-status");
    if (status) status.textContent = "The checker could not be loaded. Your text stays here; reload the page to try again.";
  };
  addEventListener("unhandledrejection", failed);
  addEventListener("error", failed, true);

  // The program leaves a note when it hits a defect of its own; from then on nothing on the page answers.
  const stopped = () => note("This page has hit a defect of its own and stopped.");
  new MutationObserver(stopped).observe(document.documentElement, { attributeFilter: ["data-defect"] });
  // Where it ends without one, out of memory say, the browser tells.
  const trapped = ({ error, reason }) => (error ?? reason) instanceof WebAssembly.RuntimeError && stopped();
  addEventListener("error", trapped);
  addEventListener("unhandledrejection", trapped);
})();
