// The parenthesis that belongs to the one beside the caret. Those in strings and comments belong to none.
import { Decoration, ViewPlugin } from "@codemirror/view";
import { otherParenthesis } from "./tokens.js";

const pair = Decoration.mark({ class: "pair" });

function build({ state }) {
  const { head, empty } = state.selection.main;
  if (!empty) return Decoration.none;
  const place = [head - 1, head].find((at) => at >= 0 && /[()]/.test(state.sliceDoc(at, at + 1)));
  const other = place === undefined ? null : otherParenthesis(state, place);
  if (other === null) return Decoration.none;
  return Decoration.set([place, other].sort((a, b) => a - b).map((at) => pair.range(at, at + 1)));
}

export const brackets = ViewPlugin.fromClass(
  class {
    constructor(view) {
      this.decorations = build(view);
    }

    update({ docChanged, selectionSet, view }) {
      if (docChanged || selectionSet) this.decorations = build(view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
