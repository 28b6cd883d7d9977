// What was found at a place and what a name there means: on hovering, and at the caret on request.
import { Prec, StateEffect, StateField } from "@codemirror/state";
import { hoverTooltip, keymap, showTooltip } from "@codemirror/view";
import { marked } from "../shared/editor.js";
import { rich, sentence } from "./rich.js";
import { say } from "./say.js";
import { ask, askHere } from "./surroundings.js";

const SEVERITIES = ["error", "warning", "info", "hint"];
// How long what was found waits for what the name means.
const PATIENCE_MS = 250;

// The findings at a place, with its bounds. `side` tells on which of two runs the pointer is at their border; 0: on both.
function findingsAt(state, position, side) {
  const found = new Set();
  let [start, end] = [position, position];
  state.field(marked).runs.between(position, position, (from, to, { spec }) => {
    if (side && from < to && (side < 0 ? from === position : to === position)) return;
    for (const finding of spec.findings) found.add(finding);
    [start, end] = [Math.min(start, from), Math.max(end, to)];
  });
  return { found: [...found], start, end };
}

function drawFinding({ severity, message, rule }) {
  const box = document.createElement("div");
  box.className = `tip tip-${SEVERITIES[severity]}`;
  const text = box.appendChild(document.createElement("span"));
  const word = text.appendChild(document.createElement("b"));
  word.textContent = `${sentence(SEVERITIES[severity])}: `;
  text.append(...rich(message));
  const name = box.appendChild(document.createElement("span"));
  name.className = "tip-rule";
  name.textContent = rule;
  return box;
}

function drawMeaning({ kind, name, lines }) {
  const box = document.createElement("div");
  box.className = "tip tip-meaning";
  const head = box.appendChild(document.createElement("span"));
  const code = head.appendChild(document.createElement("code"));
  code.textContent = name;
  const what = head.appendChild(document.createElement("span"));
  what.className = "tip-rule";
  what.textContent = ` ${kind}`;
  for (const words of lines) {
    const line = box.appendChild(document.createElement("span"));
    line.append(...rich(words));
  }
  return box;
}

function tooltip({ found, start, end }, meaning) {
  if (found.length === 0 && !meaning) return null;
  return {
    pos: found.length ? start : meaning.from,
    end: Math.max(end, meaning?.to ?? end),
    create() {
      const dom = document.createElement("div");
      dom.className = "tips";
      dom.append(...found.map(drawFinding), ...(meaning ? [drawMeaning(meaning)] : []));
      return { dom };
    },
  };
}

// What a name at a place means. Only around it the text is read, so nothing is sent where no name can be.
async function meaningAt(view, position) {
  const { doc } = view.state;
  if (!/[\p{L}\p{N}_"`$]/u.test(view.state.sliceDoc(Math.max(position - 1, 0), position + 1))) return null;
  const answer = await ask(view, "describe", doc.toString(), position);
  return view.state.doc === doc ? answer : null;
}

const hover = hoverTooltip(async (view, position, side) => {
  const findings = findingsAt(view.state, position, side);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  return tooltip(findings, await Promise.race([meaningAt(view, position), late]));
}, { hideOnChange: true });

const setTip = StateEffect.define();

// The description at the caret, until something else happens.
const tip = StateField.define({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setTip)) return effect.value;
    return transaction.docChanged || transaction.selection ? null : value;
  },
  provide: (field) => showTooltip.from(field),
});

export async function describeAt(view, position) {
  const meaning = await askHere(view, "describe", { from: position, to: position });
  const shown = tooltip(findingsAt(view.state, position, 0), meaning);
  view.dispatch({ effects: setTip.of(shown) });
  say(view, shown ? textOf(shown) : "nothing is known of this place");
}

const textOf = (shown) => [...shown.create().dom.querySelectorAll(".tip > span")].map((line) => line.textContent).join(". ");

function close(view) {
  if (!view.state.field(tip)) return false;
  view.dispatch({ effects: setTip.of(null) });
  return true;
}

export const descriptions = [
  hover,
  tip,
  Prec.high(keymap.of([
    { key: "Mod-i", run: (view) => (describeAt(view, view.state.selection.main.head), true) },
    { key: "Escape", run: close },
  ])),
];
