// Findings in the text: underlined and marked in the gutter.
import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, gutter, GutterMarker } from "@codemirror/view";

const SEVERITIES = ["error", "warning", "info", "hint"];

const setMarks = StateEffect.define();

// The underlined runs, each with the findings it stands for, and the signs in the gutter.
export const marked = StateField.define({
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

const signGutter = gutter({ class: "signs", markers: (view) => view.state.field(marked).signs });

export const marks = [marked, signGutter];
