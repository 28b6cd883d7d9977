// How the editor looks: the page's tokens reach into the shadow root, so themes switch without a word to this module.
import { EditorView } from "@codemirror/view";

const underline = (severity, style = "wavy") => ({
  textDecoration: `underline ${style} var(--severity-${severity})`,
  textDecorationThickness: "1.5px",
  textUnderlineOffset: "3px",
  textDecorationSkipInk: "none",
});

// Shapes differ, not only colours: octagon, triangle, circle, small circle.
const shape = (severity, clipPath, size = "0.72em") => ({
  content: "''",
  display: "block",
  width: size,
  height: size,
  margin: "0 auto",
  backgroundColor: `var(--severity-${severity})`,
  clipPath,
});

export const look = EditorView.theme({
  "&": { height: "100%", fontSize: "var(--editor-size)", color: "var(--text)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: "var(--space-3) 0 40vh", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 var(--space-4) 0 var(--space-2)" },
  ".cm-placeholder": { color: "var(--text-quiet)" },
  // Signs, numbers and, when the workbench has come, folds: the text does not move for them.
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--text-faint)", border: "none", minWidth: "calc(5em + var(--space-2))" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2.6em", padding: "0 var(--space-2) 0 0" },
  ".signs": { width: "1.4em", order: "-1" },
  ".sign": { display: "flex", alignItems: "center", width: "1em", height: "1.6em", margin: "0 0.2em" },
  ".cm-activeLine": { backgroundColor: "var(--line-active)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--text)" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { background: "var(--selection)" },

  ".tok-keyword": { color: "var(--code-keyword)", fontWeight: "550" },
  ".tok-type": { color: "var(--code-type)" },
  ".tok-quoted": { color: "var(--code-quoted)" },
  ".tok-string": { color: "var(--code-string)" },
  ".tok-number": { color: "var(--code-number)" },
  ".tok-comment": { color: "var(--code-comment)", fontStyle: "italic" },
  ".tok-parameter": { color: "var(--code-type)" },

  ".mark-error": underline("error"),
  ".mark-warning": underline("warning"),
  ".mark-info": underline("info"),
  ".mark-hint": underline("hint", "dotted"),
  ".sign-error::before":
    shape("error", "polygon(30% 0, 70% 0, 100% 30%, 100% 70%, 70% 100%, 30% 100%, 0 70%, 0 30%)"),
  ".sign-warning::before": shape("warning", "polygon(50% 4%, 100% 96%, 0 96%)", "0.8em"),
  ".sign-info::before": shape("info", "circle(50%)"),
  ".sign-hint::before": shape("hint", "circle(34%)"),

  ".cm-tooltip": {
    backgroundColor: "var(--surface-raised)", color: "var(--text)", border: "1px solid var(--border)",
    borderRadius: "var(--radius-2)", boxShadow: "var(--shadow-raised)", overflow: "hidden", maxWidth: "30rem",
  },
  ".tip": {
    display: "grid", gap: "2px", padding: "var(--space-2) var(--space-3)",
    fontFamily: "var(--font-text)", fontSize: "var(--size-1)", lineHeight: "1.45",
  },
  ".tip code": { fontFamily: "var(--font-mono)", fontSize: "0.92em" },
  ".tip-rule": { color: "var(--text-quiet)", fontFamily: "var(--font-mono)", fontSize: "0.86em" },
  ".tip-error": { borderLeft: "3px solid var(--severity-error)" },
  ".tip-warning": { borderLeft: "3px solid var(--severity-warning)" },
  ".tip-info": { borderLeft: "3px solid var(--severity-info)" },
  ".tip-hint": { borderLeft: "3px solid var(--severity-hint)" },

  ".cm-panels": { backgroundColor: "var(--surface-sunken)", color: "var(--text)", borderColor: "var(--border)" },
  ".cm-panels-top": { borderBottom: "1px solid var(--border)" },
  ".find": {
    display: "flex", alignItems: "baseline", gap: "var(--space-3)", padding: "var(--space-2) var(--space-3)",
    fontFamily: "var(--font-text)", fontSize: "var(--size-1)", color: "var(--text-quiet)",
  },
  ".find-field": {
    padding: "2px var(--space-2)", backgroundColor: "var(--surface)", color: "var(--text)",
    border: "1px solid var(--border-strong)", borderRadius: "var(--radius-1)", font: "inherit", fontSize: "inherit",
  },
  ".find-field:focus-visible": { outline: "none", boxShadow: "var(--focus-ring)" },
});
