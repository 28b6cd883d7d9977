// A list at a place in the text, worked by the keyboard while the caret stays: suggestions, fixes, places.
import { Prec, StateEffect, StateField } from "@codemirror/state";
import { EditorView, keymap, showTooltip } from "@codemirror/view";
import { say } from "./say.js";

const setPopup = StateEffect.define();
const setSelected = StateEffect.define();
const PAGE = 8;

// `{ pos, kind, label, items, selected, draw(item), choose(view, item, pos), passes?(view, item, pos) }`
const open = StateField.define({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setPopup)) return effect.value;
      if (value && effect.is(setSelected)) value = { ...value, selected: effect.value };
    }
    if (!value) return null;
    if (transaction.docChanged) {
      // Who opened it with the text as it was looks after it: suggestions come anew.
      return value.follows ? { ...value, pos: transaction.changes.mapPos(value.pos, -1) } : null;
    }
    return transaction.selection && !value.holds ? null : value;
  },
  provide: (field) => [
    showTooltip.computeN([field], (state) => {
      const value = state.field(field);
      return value ? [{ pos: value.pos, above: false, create: value.create }] : [];
    }),
    EditorView.contentAttributes.compute([field], (state) => {
      const value = state.field(field);
      const suggests = { "aria-autocomplete": "list", "aria-haspopup": "listbox" };
      return value
        ? { ...suggests, "aria-controls": "popup", "aria-activedescendant": `popup-${value.selected}` }
        : suggests;
    }),
  ],
});

export const shownPopup = (view) => view.state.field(open, false);

export function showPopup(view, popup) {
  const shown = shownPopup(view);
  const create = () => draw(view, popup);
  view.dispatch({ effects: setPopup.of({ selected: 0, ...popup, create }) });
  if (!shown || shown.kind !== popup.kind) say(view, `${popup.label}: ${popup.items.length}`);
}

export function closePopup(view) {
  if (!shownPopup(view)) return false;
  view.dispatch({ effects: setPopup.of(null) });
  return true;
}

function draw(view, { kind, label, items, draw: drawItem }) {
  const dom = document.createElement("div");
  dom.className = `popup popup-${kind}`;
  const list = dom.appendChild(document.createElement("ul"));
  list.id = "popup";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  const options = items.map((item, index) => {
    const option = document.createElement("li");
    option.id = `popup-${index}`;
    option.setAttribute("role", "option");
    option.append(...drawItem(item));
    option.addEventListener("click", () => choose(view, index));
    return option;
  });
  list.append(...options);
  // The caret stays where it is.
  dom.addEventListener("mousedown", (event) => event.preventDefault());
  let marked = null;
  const mark = () => {
    const selected = options[shownPopup(view)?.selected ?? 0];
    if (selected === marked) return;
    marked?.setAttribute("aria-selected", "false");
    marked = selected;
    marked?.setAttribute("aria-selected", "true");
    bringIntoView(list, marked);
  };
  for (const option of options) option.setAttribute("aria-selected", "false");
  return { dom, mount: mark, update: mark };
}

function bringIntoView(list, option) {
  if (!option) return;
  const top = option.offsetTop - list.offsetTop;
  if (top < list.scrollTop) list.scrollTop = top;
  const below = top + option.offsetHeight - list.clientHeight;
  if (below > list.scrollTop) list.scrollTop = below;
}

function choose(view, index) {
  const popup = shownPopup(view);
  const item = popup?.items[index ?? popup.selected];
  if (!item) return false;
  if (index === undefined && popup.passes?.(view, item, popup.pos)) {
    closePopup(view);
    return false;
  }
  closePopup(view);
  popup.choose(view, item, popup.pos);
  return true;
}

const step = (count, around) => (view) => {
  const popup = shownPopup(view);
  if (!popup) return false;
  const last = popup.items.length - 1;
  const wanted = popup.selected + count;
  const within = Math.min(Math.max(wanted, 0), last);
  view.dispatch({ effects: setSelected.of(around && wanted !== within ? last - within : within) });
  return true;
};

export const popup = [
  open,
  Prec.highest(keymap.of([
    { key: "ArrowDown", run: step(1, true) },
    { key: "ArrowUp", run: step(-1, true) },
    { key: "PageDown", run: step(PAGE, false) },
    { key: "PageUp", run: step(-PAGE, false) },
    { key: "Enter", run: (view) => choose(view) },
    { key: "Tab", run: (view) => shownPopup(view)?.kind === "suggestions" && choose(view) },
    { key: "Escape", run: closePopup },
  ])),
  EditorView.domEventHandlers({ blur: (_, view) => void setTimeout(() => view.hasFocus || closePopup(view)) }),
];
