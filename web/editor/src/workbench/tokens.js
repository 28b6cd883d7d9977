// The engine's tokens, each `[start, end, kind]`, moved along with what changed in the text since they came.
import { tokens } from "../shared/editor.js";

export const STRING = 3;
export const COMMENT = 5;
const SIGN = 6;

// How far is looked for the other end of something.
const FAR = 50_000;

// Goes through the tokens from the first that ends behind `position`, or back from the last that begins before it.
export function* tokensFrom(state, position, back = false) {
  const { triples, since } = state.field(tokens);
  const inverted = since?.invertedDesc;
  const sought = inverted ? inverted.mapPos(Math.min(position, inverted.length), back ? 1 : -1) : position;
  let [low, high] = [0, triples.length / 3];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const isBefore = back ? triples[3 * middle] < sought : triples[3 * middle + 1] <= sought;
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  const step = back ? -1 : 1;
  const last = Math.min(Math.max(low + step * FAR, -1), triples.length / 3);
  for (let index = back ? low - 1 : low; index !== last && index >= 0 && 3 * index < triples.length; index += step) {
    const [start, end, kind] = triples.subarray(3 * index, 3 * index + 3);
    const [from, to] = since ? [since.mapPos(start, 1), since.mapPos(end, -1)] : [start, end];
    if (from < to && to <= state.doc.length) yield [from, to, kind];
  }
}

// A token's sign: one of `()`, `;`, else something else.
export const signAt = (state, [from, to, kind]) => (kind === SIGN && to - from === 1 ? state.sliceDoc(from, to) : "");

// The parenthesis that belongs to the one at a place; null when there is none near.
export function otherParenthesis(state, position) {
  const sign = state.sliceDoc(position, position + 1);
  const back = sign === ")";
  let depth = 0;
  for (const token of tokensFrom(state, back ? position + 1 : position, back)) {
    const here = signAt(state, token);
    // Of an unfinished statement it has none.
    if (here === ";") return null;
    if (here === "(") depth += 1;
    else if (here === ")") depth -= 1;
    if (depth === 0) return here && token[0] !== position ? token[0] : null;
  }
  return null;
}

// The kind of the token that a place is in or right behind; none in a blank.
export function kindAt(state, position) {
  for (const [from, to, kind] of tokensFrom(state, Math.max(position - 1, 0))) {
    return from < position && position <= to ? kind : null;
  }
  return null;
}
