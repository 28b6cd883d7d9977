// Checks the texts that are PostgreSQL's schemas with an engine that notes its calls, and writes two bytes for each of its functions, those
// of all functions one after the other: whether a check called it, and whether it was called to say what the findings say when they are
// opened.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import init, { analyze, detect, findings, highlight, profiles, servers, version } from "./engine.mjs";

const [into, first, count, ...directories] = process.argv.slice(2);
// Of a finding, the first of which is its id.
const WORDS = 11;
const here = dirname(fileURLToPath(import.meta.url));
const { memory } = await init({ module_or_path: readFileSync(join(here, "engine.wasm")) });
// The memory is another one whenever it has grown.
const notes = () => new Uint8Array(memory.buffer, Number(first), Number(count));

const [called, calledLater] = [0, 1].map(() => new Uint8Array(Number(count)));
// What was called since the last time.
const keep = (into) => {
  notes().forEach((times, at) => (into[at] |= times));
  notes().fill(0);
};

version();
servers();
profiles();
// As the page asks, fields that say nothing included: reading them is work too.
const asked = (text, dialect) => {
  const part = { id: "p", name: "new part", text, kind: null, dialect: dialect ?? null, version: null };
  return { parts: [part], dialect: null, profile: null, levels: {} };
};
analyze(asked(""));
highlight("", "");
const texts = directories.flatMap((directory) =>
  readdirSync(directory, { recursive: true })
    .filter((file) => file.endsWith(".sql"))
    .map((file) => readFileSync(join(directory, file), "utf8")),
);
for (const text of texts) {
  const dialect = /dialect=(\w+)/.exec(text)?.[1];
  keep(called);
  const { parts, findings: list } = analyze(asked(text, dialect));
  if (parts.every((part) => part.dialect === "postgresql" && ["schema", "migration"].includes(part.kind))) {
    detect(text);
    highlight(text, dialect ?? "");
    keep(called);
    const ids = list.words.split("\x1f").filter((word, at) => word && at % WORDS === 0);
    findings(asked(text, dialect), ids);
    keep(calledLater);
  } else {
    notes().fill(0);
  }
}
writeFileSync(into, Buffer.concat([called, calledLater]));
