// Stands in for `@codemirror/view` in the workbench: the editor's own, of which there may be only one.
export const {
  Decoration, EditorView, gutter, GutterMarker, hoverTooltip, keymap, showTooltip, ViewPlugin, WidgetType,
} = window.rowproof.made.view;
