// The fixes of what was found at the caret, each with the lines it changes.
import { Prec } from "@codemirror/state";
import { keymap, ViewPlugin } from "@codemirror/view";
import { marked } from "../shared/editor.js";
import { describeAt } from "./describe.js";
import { showPopup } from "./popup.js";
import { rich, sentence } from "./rich.js";
import { askHere, wish } from "./surroundings.js";

function draw([, , severity, message, title, when, lines], isOneOfMany) {
  // Where several things were found, each fix says of which it is.
  const of = document.createElement("span");
  of.className = "fix-of";
  if (isOneOfMany) of.append(...rich(sentence(message)));
  const head = document.createElement("span");
  head.className = `fix-title fix-${severity}`;
  head.append(...rich(sentence(title)));
  const why = document.createElement("span");
  why.className = "fix-why";
  why.append(...rich(when));
  const preview = document.createElement("span");
  preview.className = "fix-lines";
  for (const [sign, text] of lines) {
    const line = preview.appendChild(document.createElement("span"));
    line.className = { "-": "line-gone", "+": "line-new" }[sign] ?? "line-more";
    line.textContent = `${sign} ${text}`;
  }
  return [...(isOneOfMany ? [of] : []), head, why, preview];
}

async function showFixes(view) {
  const found = await askHere(view, "fixes");
  if (!found) return false;
  if (found.length === 0) return wish(view, "fixes", "", 0, 0);
  showPopup(view, {
    kind: "fixes",
    label: "Fixes",
    pos: view.state.selection.main.head,
    items: found,
    draw: (fix) => draw(fix, found.some(([finding]) => finding !== found[0][0])),
    choose(shown, [finding, fix]) {
      wish(shown, "fix", finding, fix, 0);
      shown.focus();
    },
  });
  return true;
}

// A tap on a sign beside the text is how fixes are reached without a keyboard.
const signs = ViewPlugin.fromClass(
  class {
    constructor(view) {
      this.view = view;
      this.hear = ({ target, clientY }) => target.closest?.(".sign") && this.show(clientY);
      view.dom.addEventListener("click", this.hear);
    }

    destroy() {
      this.view.dom.removeEventListener("click", this.hear);
    }

    async show(clientY) {
      const { view } = this;
      const block = view.lineBlockAtHeight(clientY - view.documentTop);
      let place = block.from;
      view.state.field(marked).runs.between(block.from, block.to, (from) => {
        place = from;
        return false;
      });
      view.dispatch({ selection: { anchor: place }, userEvent: "select.pointer" });
      view.focus();
      const found = await askHere(view, "fixes");
      if (found?.length) showFixes(view);
      else if (found) describeAt(view, place);
    }
  },
);

export const fixes = [
  signs,
  Prec.highest(keymap.of([{ key: "Mod-.", run: (view) => (showFixes(view), true) }])),
];
