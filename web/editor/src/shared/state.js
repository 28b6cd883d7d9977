// Stands in for `@codemirror/state` in the workbench: the editor's own, of which there may be only one.
export const {
  Annotation, EditorSelection, Facet, Prec, RangeSet, RangeSetBuilder, StateEffect, StateField, Transaction,
} = window.rowproof.made.state;
