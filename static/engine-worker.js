// The engine's worker: loads the engine beside it and answers one message after the other.
import init, { analyze, detect, highlight, profiles, servers, understand, version } from "./engine.js";

// The engine's panic hook writes to the console; a panic itself only says "unreachable".
let lastPanic = "";
const consoleError = console.error;
console.error = (...words) => {
  lastPanic = String(words[0] ?? "").split("\n", 1)[0];
  consoleError(...words);
};

const answers = {
  analyze({ rev, request }) {
    const start = performance.now();
    const report = analyze(request);
    return [{ type: "report", rev, report, ms: performance.now() - start }];
  },
  understand: ({ rev, request, open, before }) =>
    [{ type: "understood", rev, understood: understand(request, open, before ?? undefined) }],
  detect: ({ rev, text }) => [{ type: "detected", rev, detection: detect(text) }],
  highlight({ rev, text, dialect }) {
    const tokens = highlight(text, dialect ?? "");
    return [{ type: "highlighted", rev, tokens }, [tokens.buffer]];
  },
};

const fail = (rev, error) => {
  postMessage({ type: "failed", rev, message: lastPanic || String(error?.message ?? error) });
};

const ready = init().then(
  () => {
    postMessage({ type: "ready", version: version(), servers: servers(), profiles: profiles() });
    return true;
  },
  (error) => {
    fail(0, error);
    return false;
  },
);

self.onmessage = async ({ data }) => {
  if (!(await ready)) return;
  try {
    const [answer, transfer] = answers[data.type](data);
    postMessage(answer, { transfer: transfer ?? [] });
  } catch (error) {
    fail(data.rev, error);
  }
};
