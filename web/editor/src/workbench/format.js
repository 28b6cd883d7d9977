// The statement at the caret, or all that are selected, laid out by the engine.
import { keymap } from "@codemirror/view";
import { isolateHistory } from "../shared/editor.js";
import { say } from "./say.js";
import { askHere } from "./surroundings.js";

async function layOut(view) {
  const statements = await askHere(view, "format");
  if (!statements?.length) return say(view, "nothing to lay out here");
  const changes = statements.map(([from, to, insert]) => ({ from, to, insert }));
  view.dispatch({ changes, userEvent: "input.format", annotations: isolateHistory.of("full"), scrollIntoView: true });
  return say(view, statements.length === 1 ? "statement laid out" : `${statements.length} statements laid out`);
}

export const layout = keymap.of([{ key: "Shift-Alt-f", run: (view) => (layOut(view), true) }]);
