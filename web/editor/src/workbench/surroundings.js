// The page around the editor, and the engine's worker, which answers each question to a port of its own.
import { Facet } from "@codemirror/state";

export const surroundings = Facet.define({ combine: ([page]) => page });

export const wish = (view, ...words) => view.state.facet(surroundings).wish(...words);

// How often, and after how long each, a question about places is asked again while the newest text is being checked.
const PATIENCE = { times: 40, ms: 150 };

// After that the worker counts as gone.
const LONGEST_MS = 10_000;

// The answer of the engine about a place; null when there is none. `text` is the part's, or a run of whole statements of it.
export function ask(view, question, text, start, end = start) {
  const worker = window.rowproof.worker;
  if (!worker) return Promise.resolve(null);
  const { port1, port2 } = new MessageChannel();
  const part = view.state.facet(surroundings).part();
  return new Promise((resolve) => {
    const answered = (data) => {
      port1.close();
      resolve(data);
    };
    port1.onmessage = ({ data }) => answered(data);
    // A worker that was replaced meanwhile answers nothing any more.
    setTimeout(answered, LONGEST_MS, null);
    worker.postMessage({ type: "assist", question, part, text, start, end }, [port2]);
  });
}

// The same about the whole text and the main selection. Null too when the text or the selection changed meanwhile.
export async function askHere(view, question, { from, to } = view.state.selection.main) {
  const { doc } = view.state;
  const { main } = view.state.selection;
  const text = doc.toString();
  for (let count = 0; count < PATIENCE.times; count += 1) {
    const answer = await ask(view, question, text, from, to);
    if (view.state.doc !== doc || !view.state.selection.main.eq(main)) return null;
    if (answer !== "stale") return answer;
    await new Promise((resolve) => setTimeout(resolve, PATIENCE.ms));
  }
  return null;
}
