// How all this looks, in the page's own colours.
import { EditorView } from "@codemirror/view";

const text = { fontFamily: "var(--font-text)", fontSize: "var(--size-1)", lineHeight: "1.45" };

export const look = EditorView.theme({
  ".said": { position: "absolute", width: "1px", height: "1px", overflow: "hidden", clipPath: "inset(50%)", whiteSpace: "nowrap" },

  ".popup ul": {
    listStyle: "none", margin: "0", padding: "var(--space-1)", maxHeight: "min(20rem, 45vh)", overflowY: "auto", position: "relative",
    ...text,
  },
  ".popup li": { padding: "3px var(--space-2)", borderRadius: "var(--radius-1)", cursor: "pointer" },
  ".popup li[aria-selected=true]": { backgroundColor: "var(--accent-tint)", boxShadow: "inset 2px 0 var(--accent)" },
  ".popup-suggestions li": { display: "flex", alignItems: "baseline", gap: "var(--space-2)", maxWidth: "28rem" },
  ".suggested": { flex: "none", width: "0.55em", height: "0.55em", alignSelf: "center", backgroundColor: "var(--text-faint)" },
  ".suggested-column": { backgroundColor: "var(--code-quoted)" },
  ".suggested-table, .suggested-view, .suggested-alias": { backgroundColor: "var(--accent)", borderRadius: "50%" },
  ".suggested-type": { backgroundColor: "var(--code-type)", clipPath: "polygon(50% 0, 100% 100%, 0 100%)" },
  ".suggested-text": { fontFamily: "var(--font-mono)" },
  ".suggested-detail": {
    marginLeft: "auto", paddingLeft: "var(--space-3)", color: "var(--text-quiet)", fontSize: "0.9em", overflow: "hidden", whiteSpace: "nowrap", textOverflow: "ellipsis",
  },

  ".popup-fixes li": { display: "grid", gap: "2px", padding: "var(--space-2)" },
  ".fix-title": { fontWeight: "600" },
  ".fix-of": { color: "var(--text-quiet)", fontStyle: "italic" },
  ".fix-why": { color: "var(--text-quiet)" },
  ".fix-lines": {
    display: "none", marginTop: "var(--space-1)", padding: "var(--space-1) var(--space-2)",
    backgroundColor: "var(--surface)", color: "var(--text)", borderRadius: "var(--radius-1)", fontFamily: "var(--font-mono)", fontSize: "0.92em",
  },
  ".popup li[aria-selected=true] .fix-lines": { display: "grid" },
  ".fix-lines > span": { whiteSpace: "pre-wrap", overflowWrap: "anywhere", paddingLeft: "2ch", textIndent: "-2ch" },
  ".line-gone": { color: "var(--severity-error)" },
  ".line-new": { color: "var(--code-string)" },

  ".popup-places li": { display: "flex", gap: "var(--space-2)", whiteSpace: "nowrap", overflow: "hidden" },
  ".place-line": { flex: "none", minWidth: "2.5em", textAlign: "right", color: "var(--text-quiet)" },
  ".place-text": { fontFamily: "var(--font-mono)", whiteSpace: "pre", overflow: "hidden", textOverflow: "ellipsis" },
  ".place-text mark": { background: "none", color: "inherit", fontWeight: "700", textDecoration: "underline" },

  ".tips": { maxHeight: "50vh", overflowY: "auto" },
  ".tip + .tip": { borderTop: "1px solid var(--border)" },
  ".tip-meaning": { borderLeft: "3px solid var(--accent)" },

  ".folds": { width: "1em", order: "1" },
  ".folds .cm-gutterElement": { cursor: "pointer" },
  ".fold-marker": { display: "flex", alignItems: "center", justifyContent: "center", height: "1.6em" },
  ".fold-marker::before": {
    content: "''", width: "0", height: "0", borderStyle: "solid", borderWidth: "0.4em 0.3em 0", borderColor: "currentColor transparent transparent",
  },
  ".fold-closed::before": { borderWidth: "0.3em 0 0.3em 0.4em", borderColor: "transparent transparent transparent currentColor" },
  ".fold-open": { opacity: "0.45" },
  ".folds:hover .fold-open": { opacity: "1" },
  ".folded": {
    margin: "0 2px", padding: "0 0.5em", border: "1px solid var(--border-strong)", borderRadius: "var(--radius-1)", color: "var(--text-quiet)", cursor: "pointer",
  },
  ".pair": { outline: "1px solid var(--border-strong)", borderRadius: "2px", backgroundColor: "var(--selection)" },
});
