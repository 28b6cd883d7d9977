// Find in the text: Mod-F opens a field above it, Enter goes to the next place, Shift-Enter to the one before, Esc
// closes. The browser's own search cannot do it: only the lines in sight are in the document.
import { EditorSelection, StateEffect, StateField } from "@codemirror/state";
import { EditorView, keymap, showPanel } from "@codemirror/view";

const setOpen = StateEffect.define();

const isOpen = StateField.define({
  create: () => false,
  update: (value, { effects }) => effects.reduce((held, effect) => (effect.is(setOpen) ? effect.value : held), value),
  provide: (field) => showPanel.from(field, (open) => (open ? panel : null)),
});

function panel(view) {
  const dom = document.createElement("form");
  dom.className = "find";
  const label = dom.appendChild(document.createElement("label"));
  label.textContent = "Find ";
  const field = label.appendChild(document.createElement("input"));
  field.type = "search";
  field.className = "find-field";
  const { from, to } = view.state.selection.main;
  if (to - from < 100) field.value = view.state.sliceDoc(from, to);
  const outcome = dom.appendChild(document.createElement("span"));
  outcome.setAttribute("role", "status");
  const go = (forward, from) => {
    outcome.textContent = field.value && !find(view, field.value, forward, from) ? "not in this text" : "";
  };
  dom.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", () => go(true, view.state.selection.main.from));
  dom.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      go(!event.shiftKey);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close(view);
    }
  });
  return { dom, top: true, mount: () => field.select() };
}

// Selects the next place of these words, without regard to case, going round at the end. False when there is none.
function find(view, words, forward, start) {
  const text = view.state.doc.toString().toLowerCase();
  const wanted = words.toLowerCase();
  const { from, to } = view.state.selection.main;
  const near = forward ? text.indexOf(wanted, start ?? to) : text.lastIndexOf(wanted, Math.max(from - 1, 0));
  const place = near >= 0 ? near : forward ? text.indexOf(wanted) : text.lastIndexOf(wanted);
  if (place < 0) return false;
  const range = EditorSelection.range(place, Math.min(place + words.length, view.state.doc.length));
  view.dispatch({ selection: range, effects: EditorView.scrollIntoView(range, { y: "center" }) });
  return true;
}

function open(view) {
  view.dispatch({ effects: setOpen.of(true) });
  view.dom.querySelector(".find-field")?.focus();
  return true;
}

function close(view) {
  if (!view.state.field(isOpen)) return false;
  view.dispatch({ effects: setOpen.of(false) });
  view.focus();
  return true;
}

export const findInText = [isOpen, keymap.of([{ key: "Mod-f", run: open }, { key: "Escape", run: close }])];
