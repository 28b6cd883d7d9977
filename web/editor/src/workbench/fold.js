// Folding: what stands between parentheses that end on another line, statements and comments of several lines.
import { Prec, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, gutter, GutterMarker, keymap, WidgetType } from "@codemirror/view";
import { tokens } from "../shared/editor.js";
import { say } from "./say.js";
import { COMMENT, otherParenthesis, signAt, tokensFrom } from "./tokens.js";

const map = ({ from, to }, changes) => ({ from: changes.mapPos(from, 1), to: changes.mapPos(to, -1) });
const fold = StateEffect.define({ map });
const unfold = StateEffect.define({ map });

class Placeholder extends WidgetType {
  toDOM(view) {
    const button = document.createElement("span");
    button.className = "folded";
    button.textContent = "…";
    button.title = "Unfold";
    button.addEventListener("click", () => {
      const place = view.posAtDOM(button);
      view.dispatch({ effects: foldsAt(view.state, place, place).map((range) => unfold.of(range)) });
    });
    return button;
  }

  eq() {
    return true;
  }

  ignoreEvent() {
    return false;
  }
}

const folded = Decoration.replace({ widget: new Placeholder() });

const foldedRanges = StateField.define({
  create: () => Decoration.none,
  update(value, transaction) {
    let ranges = value.map(transaction.changes);
    const chosen = (kind) => transaction.effects.filter((effect) => effect.is(kind)).map((effect) => effect.value);
    // Thousands at once when everything is folded. What is folded anew is not twice there.
    const gone = new Set([...chosen(unfold), ...chosen(fold)].map(({ from, to }) => `${from} ${to}`));
    if (gone.size) {
      const add = chosen(fold).filter(({ from, to }) => from < to).map(({ from, to }) => folded.range(from, to));
      ranges = ranges.update({ filter: (start, end) => !gone.has(`${start} ${end}`), add, sort: true });
    }
    // What the caret goes into opens.
    if (transaction.selection || transaction.docChanged) {
      for (const { from, to } of transaction.state.selection.ranges) {
        const isOutside = (start, end) => to <= start || end <= from;
        ranges = ranges.update({ filter: isOutside, filterFrom: from, filterTo: to });
      }
    }
    return ranges;
  },
  provide: (field) => [
    EditorView.decorations.from(field),
    EditorView.atomicRanges.of((view) => view.state.field(field)),
  ],
});

function foldsAt(state, from, to) {
  const found = [];
  state.field(foldedRanges).between(from, to, (start, end) => void found.push({ from: start, to: end }));
  return found;
}

// What could be folded that begins on a line: parentheses first, for they are what a table's statement is about.
function foldable(state, line) {
  const open = [];
  let comment = null;
  let first = null;
  for (const token of tokensFrom(state, line.from)) {
    if (token[0] > line.to) break;
    if (token[0] < line.from) continue;
    first ??= token;
    const sign = signAt(state, token);
    if (sign === "(") open.push(token[0]);
    else if (sign === ")") open.pop();
    if (token[2] === COMMENT && token[1] > line.to) comment = { from: line.to, to: token[1] };
  }
  if (comment) return comment;
  for (const start of open) {
    const end = otherParenthesis(state, start);
    if (end !== null && end > line.to) return { from: start + 1, to: end };
  }
  return first && first[2] !== COMMENT ? statement(state, line, first) : null;
}

function statement(state, line, first) {
  for (const token of tokensFrom(state, first[0], true)) {
    if (token[2] === COMMENT) continue;
    if (signAt(state, token) !== ";") return null;
    break;
  }
  let end = first[1];
  for (const token of tokensFrom(state, first[0])) {
    if (signAt(state, token) === ";") break;
    if (token[2] !== COMMENT) end = token[1];
  }
  return end > line.to ? { from: line.to, to: end } : null;
}

class Marker extends GutterMarker {
  constructor(isFolded) {
    super();
    this.isFolded = isFolded;
  }

  eq(other) {
    return this.isFolded === other.isFolded;
  }

  toDOM() {
    const marker = document.createElement("span");
    marker.className = `fold-marker fold-${this.isFolded ? "closed" : "open"}`;
    marker.title = this.isFolded ? "Unfold" : "Fold";
    return marker;
  }
}

const [closed, opened] = [new Marker(true), new Marker(false)];

function toggle(view, line) {
  const there = foldsAt(view.state, line.from, line.to).filter(({ from }) => from >= line.from && from <= line.to);
  const range = foldable(view.state, line);
  const effects = there.length ? there.map((shown) => unfold.of(shown)) : range ? [fold.of(range)] : [];
  if (effects.length) view.dispatch({ effects });
  return effects.length > 0;
}

const foldGutter = gutter({
  class: "folds",
  lineMarker(view, block) {
    const { state } = view;
    if (foldsAt(state, block.from, block.to).length) return closed;
    return foldable(state, state.doc.lineAt(block.from)) ? opened : null;
  },
  lineMarkerChange: ({ startState, state }) =>
    startState.field(tokens) !== state.field(tokens) || startState.field(foldedRanges) !== state.field(foldedRanges),
  domEventHandlers: { click: (view, block) => toggle(view, view.state.doc.lineAt(block.from)) },
});

// Folds what begins on the caret's line, else what is around it.
function foldHere(view) {
  const { state } = view;
  const { head } = state.selection.main;
  for (let line = state.doc.lineAt(head), count = 0; count < 500; count += 1) {
    const range = foldsAt(state, line.from, line.to).length ? null : foldable(state, line);
    if (range && (range.to >= head || count === 0)) {
      const isInside = range.from < head && head < range.to;
      view.dispatch({ effects: fold.of(range), selection: isInside ? { anchor: range.from } : undefined, userEvent: "select" });
      say(view, "folded");
      return true;
    }
    if (line.number === 1) break;
    line = state.doc.line(line.number - 1);
  }
  return true;
}

function unfoldHere(view) {
  const line = view.state.doc.lineAt(view.state.selection.main.head);
  const effects = foldsAt(view.state, line.from, line.to).map((range) => unfold.of(range));
  if (effects.length) {
    view.dispatch({ effects });
    say(view, "unfolded");
  }
  return true;
}

// Folds all that could be and is not in something that is.
function foldAll(view) {
  const { state } = view;
  const { head } = state.selection.main;
  const effects = [];
  let anchor = head;
  for (let at = 0; at <= state.doc.length;) {
    const line = state.doc.lineAt(at);
    const range = foldable(state, line);
    if (range) effects.push(fold.of(range));
    if (range && range.from < head && head < range.to) anchor = range.from;
    at = state.doc.lineAt(range?.to ?? at).to + 1;
  }
  view.dispatch({ effects, selection: { anchor }, userEvent: "select" });
  say(view, "everything is folded");
  return true;
}

function unfoldAll(view) {
  const { state } = view;
  view.dispatch({ effects: foldsAt(state, 0, state.doc.length).map((range) => unfold.of(range)) });
  say(view, "everything is unfolded");
  return true;
}

export const folds = [
  foldedRanges,
  foldGutter,
  Prec.high(keymap.of([
    { key: "Ctrl-Shift-[", mac: "Cmd-Alt-[", run: foldHere },
    { key: "Ctrl-Shift-]", mac: "Cmd-Alt-]", run: unfoldHere },
    { key: "Ctrl-Alt-[", run: foldAll },
    { key: "Ctrl-Alt-]", run: unfoldAll },
  ])),
];
