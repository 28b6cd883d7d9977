// The playground as one file, which works from a disk (`file:`) and without a network: what the site loads from beside it, this
// page brings out of itself. It runs before static/boot.js; crates/xtask/src/build/single_file.rs packs what it unpacks.
(() => {
  // Seven bits a letter; letters that HTML has other plans for are put as one above U+0100 that holds the next seven bits too.
  const REFUSED = [0, 13, 60];
  const decoded = (text, size) => {
    const bytes = new Uint8Array(size);
    let [at, bits, kept] = [0, 0, 0];
    const put = (seven) => {
      bits = (bits << 7) | seven;
      kept += 7;
      if (kept < 8) return;
      kept -= 8;
      // What is over the end fills the last letter only.
      bytes[at++] = bits >> kept;
      bits &= (1 << kept) - 1;
    };
    for (let index = 0; index < text.length; index++) {
      const letter = text.charCodeAt(index);
      if (letter >= 256) {
        put(REFUSED[(letter - 256) >> 7]);
        put(letter & 127);
      } else {
        put(letter);
      }
    }
    return bytes;
  };

  const unpacked = async () => {
    if (document.readyState === "loading") await new Promise((done) => addEventListener("DOMContentLoaded", done));
    const holder = document.getElementById("packed");
    const bytes = decoded(holder.textContent, Number(holder.dataset.size));
    holder.remove();
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const all = await new Response(stream).arrayBuffer();
    // Its length in four bytes, the names with their sizes, and then one file after the other.
    const namesEnd = 4 + new DataView(all).getUint32(0);
    const files = new Map();
    let start = namesEnd;
    for (const [name, length] of JSON.parse(new TextDecoder().decode(all.slice(4, namesEnd)))) {
      files.set(name, all.slice(start, start + length));
      start += length;
    }
    return files;
  };

  let there;
  const files = unpacked().then((all) => (there = all));
  const atOnce = (name) => there.get(name);
  const bytes = async (name) => (await files).get(name);
  const text = async (name) => new TextDecoder().decode(await bytes(name));

  // Scripts are allowed by their digests, so they run as inline scripts. Each leaves its exports in `packed`.
  const module = async (name) => {
    if (!packed[name]) {
      const script = document.createElement("script");
      script.textContent = await text(`${name}.js`);
      document.head.append(script);
    }
    return packed[name];
  };
  window.packed = { module, bytes, atOnce };

  const start = async () => {
    const all = await files;
    const url = URL.createObjectURL(new Blob([all.get("engine.js")], { type: "text/javascript" }));
    document.querySelector("meta[name=rowproof-engine]").content = url;
    const parts = Object.fromEntries([...all].filter(([name]) => name.startsWith("engine/")));
    // Browsers run no module worker from a file, and a worker made of a text has nothing beside it: it is sent its modules.
    window.Worker = class extends Worker {
      constructor(url) {
        super(url);
        this.postMessage(parts);
      }
    };
    const program = await module("program");
    const wasm = await program.default({ module_or_path: all.get("program.wasm") });
    dispatchEvent(new CustomEvent("TrunkApplicationStarted", { detail: { wasm } }));
  };
  start();

  // The rules' pages, in a dialog: there is nothing to open beside this file.
  const open = async (name) => {
    const pages = JSON.parse(await text("rules.json"));
    const page = pages[name] ?? pages["index.html"];
    const dialog = document.getElementById("rule-page") ?? document.createElement("dialog");
    dialog.id = "rule-page";
    dialog.className = "dialog is-wide reading";
    dialog.setAttribute("aria-label", "Rule");
    const content = new DOMParser().parseFromString(page, "text/html").body;
    const head = document.createElement("div");
    head.className = "dialog-head";
    const list = document.createElement("a");
    list.href = "rules/index.html";
    list.textContent = "All rules";
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button";
    close.textContent = "Close";
    close.onclick = () => dialog.close();
    head.append(list, close);
    const main = document.createElement("div");
    main.className = "reading__content";
    main.append(...content.childNodes);
    dialog.replaceChildren(head, main);
    if (!dialog.isConnected) document.body.append(dialog);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    close.focus();
  };
  // Links lead to them, and the palette opens them by itself.
  const openElsewhere = window.open.bind(window);
  window.open = (address, ...how) => {
    if (!address.startsWith("rules/")) return openElsewhere(address, ...how);
    open(address.replace("rules/", ""));
    return null;
  };
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const address = link?.getAttribute("href");
    const inRule = link?.closest("#rule-page") && /^[\w-]+\.html$/.test(address);
    if (!inRule && !address?.startsWith("rules/")) return;
    event.preventDefault();
    open(address.replace("rules/", ""));
  });
})();
