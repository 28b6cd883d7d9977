// Findings in the text: underlined, marked in the gutter, told on hovering.
import { lintGutter, linter, setDiagnostics } from "@codemirror/lint";

const SEVERITIES = ["error", "warning", "info", "hint"];

// A transaction that shows these findings: triples of start, end, severity and pairs of message, rule.
export function showMarks(state, numbers, texts) {
  const length = state.doc.length;
  const diagnostics = [];
  for (let index = 0; 3 * index < numbers.length; index += 1) {
    const from = Math.min(numbers[3 * index], length);
    const to = Math.min(Math.max(numbers[3 * index + 1], from), length);
    const [message, rule] = [texts[2 * index], texts[2 * index + 1]];
    diagnostics.push({
      from,
      to: firstLineEnd(state, from, to),
      severity: SEVERITIES[numbers[3 * index + 2]],
      message,
      renderMessage: () => render(message, rule),
    });
  }
  diagnostics.sort((left, right) => left.from - right.from || left.to - right.to);
  return setDiagnostics(state, diagnostics);
}

// A place of many lines is underlined in its first one: a whole underlined table says less than its name does.
function firstLineEnd(state, from, to) {
  const line = state.doc.lineAt(from);
  return to > line.to ? Math.max(line.to, from) : to;
}

// Names in backticks become code; everything is text.
function render(message, rule) {
  const box = document.createElement("div");
  box.className = "finding-tip";
  const text = box.appendChild(document.createElement("span"));
  // A sentence starts with a capital, a name stays as it is.
  const sentence = message.startsWith("`") ? message : message.charAt(0).toUpperCase() + message.slice(1);
  sentence.split("`").forEach((piece, index) => {
    const node = index % 2 ? document.createElement("code") : document.createTextNode("");
    node.textContent = piece;
    text.append(node);
  });
  const name = box.appendChild(document.createElement("span"));
  name.className = "finding-rule";
  name.textContent = rule;
  return box;
}

export const marks = [linter(null), lintGutter()];
