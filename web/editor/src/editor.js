// The editor: CodeMirror in an open shadow root, so that its styles are adopted style sheets and the page's policy
// `style-src 'self'` holds. The page's store owns the text; this module shows it and tells what the user did.
import { history, isolateHistory, undo } from "@codemirror/commands";
import {
  Annotation, Compartment, EditorSelection, EditorState, Facet, Prec, RangeSet, RangeSetBuilder, StateEffect, StateField, Transaction,
} from "@codemirror/state";
import {
  Decoration, drawSelection, dropCursor, EditorView, gutter, GutterMarker, highlightActiveLine, highlightActiveLineGutter,
  hoverTooltip, keymap, lineNumbers, placeholder, rectangularSelection, showTooltip, ViewPlugin, WidgetType,
} from "@codemirror/view";
import { colours, setColours, tokens } from "./colours.js";
import { findInText } from "./find.js";
import { keys } from "./keys.js";
import { marked, marks, showMarks } from "./marks.js";
import { look } from "./look.js";

// Of a text longer than this the page is told in the pauses of typing: it takes the text whole each time. UTF-16 units.
const LARGE = 400_000;
// How long a pause is, while telling takes no longer than one as well; else so many times as long as the page was busy with it that a slow
// machine is told only where people stop. The first letter after some rest waits for none: it may be the only one.
const PAUSE_MS = 25;
const REST_MS = 300;
const LONGEST_PAUSE_MS = 1_000;
const TIMES_AS_LONG = 8;

// So many bytes more than a text needs has the room that it is written in: the next letters fit.
const SPARE = 10_000;

const encoder = new TextEncoder();
const encoded = new WeakMap();

// Set on changes made by the page itself: they are not told back to it.
const byPage = Annotation.define();

// What comes later (`workbench/`) is made of the same pieces: of these there may be only one.
export const state = {
  Annotation, EditorSelection, Facet, Prec, RangeSet, RangeSetBuilder, StateEffect, StateField, Transaction,
};
export const view = {
  Decoration, EditorView, gutter, GutterMarker, hoverTooltip, keymap, showTooltip, ViewPlugin, WidgetType,
};
export const own = { isolateHistory, marked, tokens };

export function create(host, { label, onChange, onCursor, onWish }) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  // What changed since the page was told, while it waits to be.
  let untold = null;
  let isPaste = false;
  let pause;
  let pauseMs = PAUSE_MS;
  let changedAt = -Infinity;
  const tell = () => {
    if (!untold) return;
    const begun = performance.now();
    const wasPaste = isPaste;
    forgetUntold();
    onChange(inBytes(view.state.doc), wasPaste);
    const busyMs = performance.now() - begun;
    pauseMs = busyMs <= PAUSE_MS ? PAUSE_MS : Math.min(LONGEST_PAUSE_MS, TIMES_AS_LONG * busyMs);
  };
  const forgetUntold = () => {
    clearTimeout(pause);
    untold = null;
    isPaste = false;
  };
  const changed = ({ changes, state }, byUser, isPasted) => {
    if (!byUser && !untold) return;
    untold = untold ? untold.composeDesc(changes.desc) : changes.desc;
    isPaste ||= isPasted;
    clearTimeout(pause);
    const isFirst = performance.now() - changedAt > REST_MS && pauseMs === PAUSE_MS;
    changedAt = performance.now();
    if (state.doc.length < LARGE) tell();
    // What changed is drawn first: both in one task would hold up the page.
    else pause = setTimeout(tell, isPasted || isFirst ? 0 : pauseMs);
  };
  const later = new Compartment();
  let workbench = [];
  const extensions = () =>
    [later.of(workbench), behaviour(label, onWish), marks, colours, look, listener(changed, onCursor)];
  const newState = (text) => EditorState.create({ doc: text, extensions: extensions() });
  const view = new EditorView({ state: newState(""), parent: root, root });
  const kept = new Map(); // the state of every part that is not on the screen
  let part = null;
  // Where the page means a place of the text as it knows it.
  const now = (place, side) => untold?.mapPos(Math.min(place, untold.length), side) ?? place;
  // Before anything else is asked of the page.
  view.dom.addEventListener("focusout", () => tell());
  addEventListener("pointerdown", () => tell(), { capture: true });
  addEventListener("keydown", ({ key, ctrlKey, metaKey, altKey }) => {
    if (ctrlKey || metaKey || altKey || /^F\d/.test(key)) tell();
  }, { capture: true });

  const equip = () => {
    if (later.get(view.state) !== workbench) view.dispatch({ effects: later.reconfigure(workbench) });
  };
  window.rowproof?.workbench?.then((module) => {
    if (!module) return;
    workbench = module.extend(() => part, (...wish) => (tell(), onWish(...wish)));
    equip();
  });

  const replaceAll = (text) => {
    const change = difference(view.state.doc.toString(), text);
    if (change) view.dispatch(pageChange([change]));
  };

  return {
    // Shows another part. Each keeps its own undo history, selection and colours.
    open(id, text) {
      forgetUntold();
      if (part !== null && part !== id) kept.set(part, view.state);
      part = id;
      view.setState(kept.get(id) ?? newState(text));
      kept.delete(id);
      equip();
      replaceAll(text);
    },
    forget(id) {
      kept.delete(id);
      if (part === id) part = null;
    },
    setText(text) {
      forgetUntold();
      replaceAll(text);
    },
    applyEdits(ranges, texts) {
      const changes = texts.map((insert, index) =>
        ({ from: now(ranges[2 * index], -1), to: now(ranges[2 * index + 1], 1), insert }));
      view.dispatch(pageChange(changes));
    },
    setDiagnostics: (numbers, texts) =>
      view.dispatch(showMarks(view.state, numbers.map((number, at) => (at % 3 < 2 ? now(number, 1) : number)), texts)),
    setTokens: (triples) => view.dispatch({ effects: setColours.of({ triples, since: untold }) }),
    reveal(start, end, focus) {
      const length = view.state.doc.length;
      const [from, to] = [Math.min(now(start), length), Math.min(now(end), length)];
      view.dispatch({
        selection: EditorSelection.single(from, to),
        effects: EditorView.scrollIntoView(EditorSelection.range(from, to), { y: "center" }),
        annotations: byPage.of(true),
      });
      if (focus) view.focus();
    },
    select(start, end, focus) {
      const length = view.state.doc.length;
      view.dispatch({
        selection: EditorSelection.single(Math.min(start, length), Math.min(end, length)),
        annotations: byPage.of(true),
      });
      if (focus) view.focus();
    },
    focus: () => view.focus(),
    undo: () => undo(view),
    dispose: () => view.destroy(),
  };
}

function pageChange(changes) {
  return {
    changes,
    annotations: [byPage.of(true), isolateHistory.of("full"), Transaction.userEvent.of("input.fix")],
    scrollIntoView: false,
  };
}

// A text as bytes, which the page's program reads many times faster than letters; it copies them at once. Its leaves, a few lines each, are the
// same objects until they are changed: what is written once is neither encoded nor, up to the first change, copied again at each letter.
const written = { pieces: [], bytes: new Uint8Array(0) };

function inBytes(doc) {
  const pieces = [];
  const collect = (text) => {
    if (text.children) return text.children.forEach(collect);
    let piece = encoded.get(text);
    if (!piece) encoded.set(text, (piece = encoder.encode(text.toString())));
    pieces.push(piece);
  };
  collect(doc);
  // A line ends behind each; behind the last one it is not told.
  const length = pieces.reduce((sum, piece) => sum + piece.length + 1, 0);
  let first = 0;
  let at = 0;
  while (first < pieces.length && pieces[first] === written.pieces[first]) at += pieces[first++].length + 1;
  if (written.bytes.length < length) {
    const larger = new Uint8Array(length + SPARE);
    larger.set(written.bytes.subarray(0, at));
    written.bytes = larger;
  }
  written.pieces = pieces;
  for (const piece of pieces.slice(first)) {
    written.bytes.set(piece, at);
    at += piece.length + 1;
    written.bytes[at - 1] = 10;
  }
  return written.bytes.subarray(0, length - 1);
}

// The one run that differs, so that caret, marks and colours around it stay where they are.
function difference(before, after) {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let same = 0;
  while (same < shorter - from && before[before.length - 1 - same] === after[after.length - 1 - same]) same += 1;
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
}

function behaviour(label, onWish) {
  return [
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off", tabindex: "0" }),
    EditorView.lineWrapping,
    EditorView.domEventHandlers({ beforeinput: typeOver }),
    EditorState.tabSize.of(2),
    EditorState.allowMultipleSelections.of(true),
    EditorState.languageData.of(() => [{ commentTokens: { line: "--", block: { open: "/*", close: "*/" } } }]),
    lineNumbers(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    drawSelection(),
    dropCursor(),
    rectangularSelection(),
    history(),
    findInText,
    placeholder("Paste a schema, queries or what EXPLAIN printed"),
    keys(onWish),
  ];
}

// Left to itself the browser carries the colour of the replaced text over in a style attribute, which the page's policy
// forbids.
function typeOver(event, view) {
  const isOurs = event.inputType === "insertText" && event.data && !view.composing && !view.state.readOnly;
  if (!isOurs || view.state.selection.main.empty) return false;
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  return true;
}

function listener(changed, onCursor) {
  return EditorView.updateListener.of((update) => {
    const isOwn = update.transactions.some((transaction) => transaction.annotation(byPage));
    if (update.docChanged) {
      const isPasted = update.transactions.some((transaction) =>
        transaction.isUserEvent("input.paste") || transaction.isUserEvent("input.drop"));
      changed(update, !isOwn, isPasted);
    }
    if (isOwn || update.transactions.length === 0) return;
    if (update.selectionSet && !update.docChanged) onCursor(update.state.selection.main.head);
  });
}
