// Colours the text by the engine's own tokens, in what is visible only: a dump of two megabytes has too many to mark all.
import { RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import { Decoration, ViewPlugin } from "@codemirror/view";

// `{ triples, since }`: the tokens, and what changed in the text since they were asked for.
export const setColours = StateEffect.define();

const KINDS = ["keyword", "identifier", "quoted", "string", "number", "comment", "operator", "parameter", "type"];
// Identifiers and operators keep the colour of plain text: most of SQL is made of them.
const decorations = KINDS.map((kind) =>
  kind === "identifier" || kind === "operator" ? null : Decoration.mark({ class: `tok-${kind}` }));

// The tokens as they arrived, and what changed in the text since.
export const tokens = StateField.define({
  create: () => ({ triples: new Uint32Array(0), since: null }),
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setColours)) return effect.value;
    }
    if (!transaction.docChanged) return value;
    const since = value.since ? value.since.composeDesc(transaction.changes.desc) : transaction.changes.desc;
    return { triples: value.triples, since };
  },
});

// The place of the first triple that ends after `position`.
function firstAfter(triples, position) {
  let [low, high] = [0, triples.length / 3];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (triples[3 * middle + 1] <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function build(view) {
  const { triples, since } = view.state.field(tokens);
  const length = view.state.doc.length;
  const builder = new RangeSetBuilder();
  const back = since?.invertedDesc;
  let lastEnd = 0;
  for (const { from, to } of view.visibleRanges) {
    const end = back ? back.mapPos(to, 1) : to;
    for (let index = firstAfter(triples, back ? back.mapPos(from, -1) : from); 3 * index < triples.length; index += 1) {
      const [start, stop, kind] = triples.subarray(3 * index, 3 * index + 3);
      if (start >= end) break;
      const decoration = decorations[kind];
      const [left, right] = since ? [since.mapPos(start, 1), since.mapPos(stop, -1)] : [start, stop];
      if (!decoration || left >= right || right > length || left < lastEnd) continue;
      builder.add(left, right, decoration);
      lastEnd = right;
    }
  }
  return builder.finish();
}

const painter = ViewPlugin.fromClass(
  class {
    constructor(view) {
      this.decorations = build(view);
    }

    update(update) {
      const isNew = update.startState.field(tokens) !== update.state.field(tokens);
      if (isNew || update.docChanged || update.viewportChanged) this.decorations = build(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

export const colours = [tokens, painter];
