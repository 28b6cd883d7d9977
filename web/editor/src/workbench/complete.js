// Suggestions while one writes a word, and where they are asked for.
import { EditorView, keymap } from "@codemirror/view";
import { say } from "./say.js";
import { closePopup, shownPopup, showPopup } from "./popup.js";
import { ask } from "./surroundings.js";
import { COMMENT, kindAt, STRING } from "./tokens.js";

// Letters of a word before it is completed unasked.
const FEWEST = 2;
// A pause in typing that a list waits for.
const PAUSE_MS = 60;
// Longer texts are not sent whole; of them lines are sent up to where statements seem to end, and no more than so many.
const WHOLE = 60_000;
const LINES = 300;

// The text around the caret that is sent, and where it begins.
function excerpt({ doc }, position) {
  if (doc.length <= WHOLE) return { text: doc.toString(), start: 0 };
  const at = doc.lineAt(position).number;
  const ends = (number) => /;\s*(--.*)?$/.test(doc.line(number).text);
  let [first, last] = [at, at];
  while (first > 1 && first > at - LINES && !ends(first - 1)) first -= 1;
  while (last < doc.lines && last < at + LINES && !ends(last)) last += 1;
  const start = doc.line(first).from;
  return { text: doc.sliceString(start, doc.line(last).to), start };
}

// The word that ends at the caret, with the dot before it.
function wordBefore(state, position) {
  const line = state.doc.lineAt(position);
  return /(\.?)(["`]?[\p{L}_][\p{L}\p{N}_$]*)?$/u.exec(state.sliceDoc(Math.max(line.from, position - 100), position));
}

let asked = 0;

async function suggest(view, isWanted) {
  const number = (asked += 1);
  const { state } = view;
  const { main, ranges } = state.selection;
  const kind = kindAt(state, main.head);
  if (!main.empty || ranges.length > 1 || kind === STRING || kind === COMMENT) return closePopup(view);
  const { text, start } = excerpt(state, main.head);
  const answer = await ask(view, "complete", text, main.head - start);
  if (number !== asked || view.state.doc !== state.doc || !view.state.selection.main.eq(main)) return false;
  const from = start + (answer?.from ?? 0);
  const written = state.sliceDoc(from, main.head);
  const items = answer?.items ?? [];
  if (!view.hasFocus || items.length === 0 || (items.length === 1 && items[0][0] === written && !isWanted)) {
    closePopup(view);
    if (isWanted) say(view, "no suggestion");
    return false;
  }
  showPopup(view, {
    kind: "suggestions",
    label: "Suggestions",
    pos: from,
    follows: true,
    items,
    draw,
    // What stands there already needs no list, and what was written since may be another word than the list is of: the key does
    // what it always does.
    passes(shown, [word], pos) {
      const now = shown.state.sliceDoc(pos, shown.state.selection.main.head);
      return now === word || (now !== written && !fits(word, now));
    },
    choose: insert,
  });
  return true;
}

function draw([text, kind, detail]) {
  const sign = document.createElement("span");
  sign.className = `suggested suggested-${kind}`;
  sign.setAttribute("aria-hidden", "true");
  const word = document.createElement("span");
  word.className = "suggested-text";
  word.textContent = text;
  const more = document.createElement("span");
  more.className = "suggested-detail";
  more.textContent = detail || kind;
  return [sign, word, " ", more];
}

// Whether a name goes on, or a word of it does, as was written.
function fits(name, written) {
  const [whole, start] = [name, written].map((word) => word.toLowerCase().replace(/^["`]/, ""));
  return whole.startsWith(start) || whole.includes(`_${start}`);
}

function insert(view, [text], from) {
  const { head } = view.state.selection.main;
  // The other quote of a name in quotes stands there already.
  const quote = view.state.sliceDoc(from, from + 1);
  const isClosed = /["`]/.test(quote) && view.state.sliceDoc(head, head + 1) === quote;
  view.dispatch({
    changes: { from, to: head + (isClosed ? 1 : 0), insert: text },
    selection: { anchor: from + text.length },
    userEvent: "input.complete",
    scrollIntoView: true,
  });
}

let pause;
const follower = EditorView.updateListener.of(({ view, docChanged, selectionSet, transactions, state }) => {
  const isShown = shownPopup(view)?.kind === "suggestions";
  const isTyped = transactions.some((transaction) =>
    transaction.isUserEvent("input.type") || (isShown && transaction.isUserEvent("delete")));
  if (docChanged && isTyped) {
    const [, dot, word = ""] = wordBefore(state, state.selection.main.head) ?? [];
    const isWord = word.length >= FEWEST || (isShown && word.length > 0) || (dot && word.length >= 0);
    clearTimeout(pause);
    if (isWord) pause = setTimeout(() => suggest(view, false), isShown ? 0 : PAUSE_MS);
    else if (isShown) setTimeout(() => closePopup(view));
  } else if (isShown && (docChanged || selectionSet)) {
    setTimeout(() => closePopup(view));
  }
});

export const suggestions = [
  follower,
  keymap.of([{ key: "Ctrl-Space", run: (view) => (suggest(view, true), true) }]),
];
