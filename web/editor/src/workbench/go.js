// From a name to where it is declared, and to all places where it stands.
import { EditorView, keymap } from "@codemirror/view";
import { Prec } from "@codemirror/state";
import { showPopup } from "./popup.js";
import { say } from "./say.js";
import { askHere, surroundings, wish } from "./surroundings.js";

const UNKNOWN = "nothing here is declared in these texts";

function go(view, [part, from, to]) {
  if (part !== view.state.facet(surroundings).part()) return wish(view, "place", part, from, to);
  view.dispatch({
    selection: { anchor: from, head: to },
    effects: EditorView.scrollIntoView(from, { y: "center" }),
    userEvent: "select",
  });
  return view.focus();
}

async function toDeclaration(view) {
  const place = await askHere(view, "declaration");
  if (place) go(view, place);
  else say(view, UNKNOWN);
}

async function listPlaces(view) {
  const answer = await askHere(view, "references");
  if (!answer?.places.length) return say(view, UNKNOWN);
  const here = view.state.facet(surroundings).part();
  const { head } = view.state.selection.main;
  const isHere = ([part, from, to]) => part === here && from <= head && head <= to;
  const { length } = answer.places;
  showPopup(view, {
    kind: "places",
    label: `${answer.name}: ${length === 1 ? "1 place" : `${length} places`}`,
    pos: head,
    selected: Math.max(answer.places.findIndex(isHere), 0),
    items: answer.places,
    draw: (place) => draw(place, place[0] === here),
    choose: go,
  });
  return true;
}

function draw([, , , line, text, start, end], isHere) {
  const where = document.createElement("span");
  where.className = "place-line";
  where.textContent = isHere ? line : `↗ ${line}`;
  const shown = document.createElement("span");
  shown.className = "place-text";
  const name = document.createElement("mark");
  name.textContent = text.slice(start, end);
  shown.append(text.slice(0, start), name, text.slice(end));
  return [where, " ", shown];
}

const isClickOn = ({ button, ctrlKey, metaKey, altKey, shiftKey }) =>
  button === 0 && (ctrlKey || metaKey) && !altKey && !shiftKey;

export const places = [
  Prec.high(keymap.of([
    { key: "F12", run: (view) => (toDeclaration(view), true), shift: (view) => (listPlaces(view), true) },
  ])),
  EditorView.domEventHandlers({
    mousedown(event, view) {
      const position = isClickOn(event) ? view.posAtCoords({ x: event.clientX, y: event.clientY }) : null;
      if (position === null) return false;
      event.preventDefault();
      view.dispatch({ selection: { anchor: position }, userEvent: "select.pointer" });
      view.focus();
      toDeclaration(view);
      return true;
    },
  }),
];
