// Findings in the text: underlined, marked in the gutter, told on hovering.
import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, gutter, GutterMarker, hoverTooltip } from "@codemirror/view";

const SEVERITIES = ["error", "warning", "info", "hint"];

const setMarks = StateEffect.define();

// The underlined runs, each with the findings it stands for, and the signs in the gutter.
const marked = StateField.define({
  create: () => ({ runs: Decoration.none, signs: RangeSet.empty }),
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setMarks)) return effect.value;
    if (!transaction.docChanged) return value;
    return { runs: value.runs.map(transaction.changes), signs: value.signs.map(transaction.changes) };
  },
  provide: (field) => EditorView.decorations.from(field, ({ runs }) => runs),
});

// A transaction that shows these findings: triples of start, end, severity and pairs of message, rule.
export function showMarks(state, numbers, texts) {
  const length = state.doc.length;
  const findings = [];
  for (let index = 0; 3 * index < numbers.length; index += 1) {
    const from = Math.min(numbers[3 * index], length);
    const line = state.doc.lineAt(from);
    // A place of many lines is underlined in its first one: a whole underlined table says less than its name does.
    const to = Math.max(Math.min(numbers[3 * index + 1], line.to), from);
    const severity = numbers[3 * index + 2];
    findings.push({ from, to, line: line.from, severity, message: texts[2 * index], rule: texts[2 * index + 1] });
  }
  findings.sort((left, right) => left.from - right.from || left.to - right.to);
  return { effects: setMarks.of({ runs: runs(findings), signs: signs(findings) }) };
}

// Where findings overlap, each stretch has the underline of the worst one: two on one word would be a smear.
function runs(findings) {
  const ranges = [];
  let open = [];
  let at = 0;
  const closeUpTo = (end) => {
    while (open.length > 0 && at < end) {
      const stop = Math.min(end, ...open.map(({ to }) => to));
      if (stop > at) ranges.push(underline(open).range(at, stop));
      at = stop;
      open = open.filter(({ to }) => to > stop);
    }
    at = end;
  };
  for (const finding of findings) {
    closeUpTo(finding.from);
    if (finding.to > finding.from) open.push(finding);
    else ranges.push(Decoration.line({ findings: [finding] }).range(finding.line));
  }
  closeUpTo(Infinity);
  return Decoration.set(ranges, true);
}

const worst = (findings) => Math.min(...findings.map(({ severity }) => severity));

const underline = (findings) => Decoration.mark({ class: `mark-${SEVERITIES[worst(findings)]}`, findings });

class Sign extends GutterMarker {
  constructor(findings) {
    super();
    this.severity = SEVERITIES[worst(findings)];
    this.words = findings.map(({ message }) => message.replaceAll("`", "")).join("\n");
  }

  eq(other) {
    return this.severity === other.severity && this.words === other.words;
  }

  toDOM() {
    const sign = document.createElement("div");
    sign.className = `sign sign-${this.severity}`;
    sign.title = this.words;
    return sign;
  }
}

function signs(findings) {
  const lines = new Map();
  for (const finding of findings) {
    if (!lines.has(finding.line)) lines.set(finding.line, []);
    lines.get(finding.line).push(finding);
  }
  return RangeSet.of([...lines].map(([line, found]) => new Sign(found).range(line)), true);
}

const tip = hoverTooltip((view, position, side) => {
  const found = new Set();
  let [start, end] = [position, position];
  view.state.field(marked).runs.between(position, position, (from, to, { spec }) => {
    // At the border of two runs the pointer is on one of them.
    if (from < to && (side < 0 ? from === position : to === position)) return;
    for (const finding of spec.findings) found.add(finding);
    [start, end] = [Math.min(start, from), Math.max(end, to)];
  });
  if (found.size === 0) return null;
  return {
    pos: start,
    end,
    create() {
      const dom = document.createElement("div");
      dom.append(...[...found].map(render));
      return { dom };
    },
  };
}, { hideOnChange: true });

// Names in backticks become code; everything is text.
function render({ severity, message, rule }) {
  const box = document.createElement("div");
  box.className = `tip tip-${SEVERITIES[severity]}`;
  const text = box.appendChild(document.createElement("span"));
  // A sentence starts with a capital, a name stays as it is.
  const sentence = message.startsWith("`") ? message : message.charAt(0).toUpperCase() + message.slice(1);
  sentence.split("`").forEach((piece, index) => {
    const node = index % 2 ? document.createElement("code") : document.createTextNode("");
    node.textContent = piece;
    text.append(node);
  });
  const name = box.appendChild(document.createElement("span"));
  name.className = "tip-rule";
  name.textContent = rule;
  return box;
}

const signGutter = gutter({ class: "signs", markers: (view) => view.state.field(marked).signs });

export const marks = [marked, tip, signGutter];
