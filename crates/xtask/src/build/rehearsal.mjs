// Checks the texts that are PostgreSQL's schemas with an engine that notes its calls, and writes a byte for each of its functions:
// whether it was called.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import init, { analyze, detect, highlight, profiles, servers, version } from "./engine.mjs";

const [into, first, count, ...directories] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const { memory } = await init({ module_or_path: readFileSync(join(here, "engine.wasm")) });
// The memory is another one whenever it has grown.
const notes = () => new Uint8Array(memory.buffer, Number(first), Number(count));

const called = new Uint8Array(Number(count));
const keep = () => notes().forEach((times, at) => (called[at] |= times));

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
  keep();
  const { parts } = analyze(asked(text, dialect));
  if (parts.every((part) => part.dialect === "postgresql" && ["schema", "migration"].includes(part.kind))) {
    detect(text);
    highlight(text, dialect ?? "");
    keep();
  } else {
    notes().fill(0);
  }
}
writeFileSync(into, called);
