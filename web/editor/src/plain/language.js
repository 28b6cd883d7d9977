// Stands in for `@codemirror/language` under the editing commands. The engine's tokens colour the text, so no grammar
// is loaded; without one the commands ask only for the width of an indentation and for places in an empty tree.
import { countColumn, Facet } from "@codemirror/state";

export const indentUnit = Facet.define({ combine: (units) => units[0] ?? "  " });

export const getIndentUnit = (state) => state.facet(indentUnit).length;

export const indentString = (state, columns) => " ".repeat(columns);

// No grammar knows better: a new line starts below the start of the one before.
export const getIndentation = () => null;

export class IndentContext {
  constructor(state, { simulateBreak }) {
    this.state = state;
    this.simulateBreak = simulateBreak;
  }

  lineIndent(position) {
    const line = this.state.doc.lineAt(position);
    const text = line.text.slice(0, this.simulateBreak - line.from);
    return countColumn(text, this.state.tabSize, text.search(/\S|$/));
  }
}

const nowhere = { childBefore: () => null, childAfter: () => null };

export const syntaxTree = () => ({ resolveInner: () => nowhere });

export const matchBrackets = () => null;
