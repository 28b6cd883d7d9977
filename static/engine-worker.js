// The engine's worker: loads the engine beside it and answers one message after the other.
import init, {
  analyze, assist, choices, describe, detect, diagram, diagram_file, findings, fix_all, highlight, names, profiles, redact, render, servers, understand, version,
} from "./engine.js";

// The engine's panic hook writes to the console; a panic itself only says "unreachable".
let lastPanic = "";
const consoleError = console.error;
console.error = (...words) => {
  lastPanic = String(words[0] ?? "").split("\n", 1)[0];
  consoleError(...words);
};

// What was asked last: the details of a plan's nodes are asked for without sending the text again.
let asked;
// Whether the engine still has its report. While it has, what an editor asks is answered from that without reading the document again.
let isKept = false;

const answers = {
  analyze({ rev, request }) {
    const start = performance.now();
    asked = { rev, request };
    isKept = true;
    const report = analyze(request);
    const lists = [report.findings, report.not_checked, ...report.plans.map(({ columns }) => columns)];
    const numbers = lists.map((list) => list.numbers.buffer);
    return [{ type: "report", rev, report, ms: performance.now() - start }, numbers];
  },
  // What findings say when they are opened: few of them are, so the report has only the list. The page has forgotten a report before the
  // last one; a worker that took another's place has not made it.
  findings({ rev, request, ids }) {
    if (asked?.rev > rev) return undefined;
    const isOfLast = asked?.rev === rev;
    const whole = findings(isOfLast && isKept ? undefined : request, ids);
    isKept = isOfLast;
    return [{ type: "findings", rev, whole }];
  },
  understand: ({ rev, request, open, before, look, rows }) =>
    [{ type: "understood", rev, understood: understand(request, open, before ?? undefined, look ?? undefined, rows) }],
  describe: ({ rev, plan, node }) =>
    asked?.rev === rev ? [{ type: "described", rev, details: describe(asked.request, plan, node) }] : undefined,
  diagram({ rev, request, view }) {
    const drawn = JSON.parse(diagram(request, view));
    // Numbers go over as they are: the page reads thousands of them at once.
    for (const numbers of ["boxes", "lines", "marks"]) drawn[numbers] = new Int32Array(drawn[numbers]);
    return [{ type: "diagram", rev, diagram: drawn }, [drawn.boxes.buffer, drawn.lines.buffer, drawn.marks.buffer]];
  },
  diagram_file: ({ rev, request, view, format, purpose }) =>
    [{ type: "diagram_file", rev, format, purpose, text: diagram_file(request, view, format) }],
  requests: () =>
    [{
      type: "requests",
      requests: performance.getEntriesByType("resource").map((entry) => entry.toJSON()),
    }],
  choices: () => [{ type: "choices", choices: choices() }],
  names: ({ rev, request }) => [{ type: "names", rev, names: JSON.parse(names(request)) }],
  fix_all: ({ rev, request, unwanted }) =>
    [{ type: "fixes", rev, fixes: { asked: unwanted, ...JSON.parse(fix_all(request, unwanted)) } }],
  redact: ({ rev, request }) => [{ type: "redacted", rev, redaction: redact(request) }],
  // What the editor asks while one writes: answered to the question's own port. A part that cannot be had would end this worker, and a
  // check with it, so the editor goes without then.
  async assist({ question, part, text, start, end }, [port]) {
    let answer = null;
    if (asked && (await partsCome())) {
      answer = JSON.parse(assist(isKept ? undefined : asked.request, question, part, text, start, end));
      isKept = true;
    }
    port.postMessage(answer);
  },
  export({ rev, request, format }) {
    isKept = false;
    const made = render(request, format);
    const text = typeof made === "string" ? made : JSON.stringify(made, null, 2);
    return [{ type: "exported", rev, format, text }];
  },
  detect: ({ rev, text }) => [{ type: "detected", rev, detection: detect(text) }],
  highlight({ rev, text, dialect }) {
    const tokens = highlight(text, dialect ?? "");
    return [{ type: "highlighted", rev, tokens }, [tokens.buffer]];
  },
};

// The engine is one program in several modules (crates/xtask/src/build/parts). It asks for the others while it runs and cannot
// wait, so they are fetched ahead, and read at once when one is asked for before it has come.
let engine;
const partUrl = (number) => new URL(`part${number}.wasm`, import.meta.url);
const fetched = [];

globalThis.loadEnginePart = (number) => {
  const part = new WebAssembly.Module(fetched[number] ?? readAtOnce(partUrl(number)));
  new WebAssembly.Instance(part, { e: engine });
  engine[`part${number}`].value = 1;
  fetched[number] = undefined;
};

const readAtOnce = (url) => {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`a part of the engine could not be loaded (${request.status})`);
  return request.response;
};

const fetchParts = async () => {
  let last = 0;
  while (engine[`part${last + 1}`]) last++;
  let isWhole = true;
  // The last has what findings say when they are opened, that before it what a schema that others find usual needs now and then.
  for (let number = last; engine[`part${number}`]; number--) {
    const isThere = () => engine[`part${number}`].value || fetched[number];
    if (isThere()) continue;
    const answer = await fetch(partUrl(number));
    const part = answer.ok && (await answer.arrayBuffer());
    if (part && !isThere()) fetched[number] = part;
    isWhole &&= Boolean(part);
  }
  return isWhole;
};

// Whether every part is at hand. What did not come is asked for again, but not at every letter.
const RETRY_MS = 5_000;
let coming;
const partsCome = () =>
  (coming ??= fetchParts().catch(() => false).then((isWhole) => {
    if (!isWhole) setTimeout(() => (coming = undefined), RETRY_MS);
    return isWhole;
  }));

const fail = (rev, error, of) => {
  postMessage({ type: "failed", rev, of, message: lastPanic || String(error?.message ?? error) });
};

const ready = init().then(
  (exports) => {
    engine = exports;
    // A part that does not come now is asked for again when it is needed, and its absence said then.
    partsCome();
    postMessage({ type: "ready", version: version(), servers: servers(), profiles: profiles() });
    return true;
  },
  (error) => {
    fail(0, error);
    return false;
  },
);

self.onmessage = async ({ data, ports }) => {
  if (!(await ready)) return;
  try {
    // Whatever else is asked with a document leaves that one's report.
    if (data.request && data.type !== "findings" && data.rev !== asked?.rev) isKept = false;
    const made = answers[data.type](data, ports);
    const [answer, transfer] = (data.type === "assist" ? await made : made) ?? [];
    if (answer) postMessage(answer, { transfer: transfer ?? [] });
  } catch (error) {
    ports?.[0]?.postMessage(null);
    fail(data.rev, error, data.type);
  }
};
