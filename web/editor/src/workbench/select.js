// More carets: at the next place of the selected words, and where Alt and a click put them.
import { EditorSelection } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { say } from "./say.js";

function selectNext(view) {
  const { state } = view;
  const { ranges, main } = state.selection;
  if (main.empty) {
    const word = state.wordAt(main.head);
    if (word) view.dispatch({ selection: EditorSelection.single(word.from, word.to), userEvent: "select" });
    return true;
  }
  const words = state.sliceDoc(main.from, main.to);
  const text = state.doc.toString();
  const isTaken = (at) => ranges.some(({ from, to }) => from < at + words.length && at < to);
  let at = text.indexOf(words, main.to);
  if (at < 0) at = text.indexOf(words);
  while (at >= 0 && isTaken(at)) at = text.indexOf(words, at + 1);
  if (at < 0) {
    say(view, "no further place");
    return true;
  }
  view.dispatch({
    selection: state.selection.addRange(EditorSelection.range(at, at + words.length)),
    effects: EditorView.scrollIntoView(at),
    userEvent: "select",
  });
  say(view, `${ranges.length + 1} places selected`);
  return true;
}

export const moreCarets = [
  keymap.of([{ key: "Mod-d", run: selectNext, preventDefault: true }]),
  EditorView.clickAddsSelectionRange.of(({ altKey, shiftKey }) => altKey && !shiftKey),
];
