// The keys of the editor: CodeMirror's own, without those that walk a grammar's tree, because there is none.
import {
  addCursorAbove, addCursorBelow, copyLineDown, copyLineUp, deleteLine, historyKeymap, indentLess, indentMore,
  moveLineDown, moveLineUp, selectLine, simplifySelection, standardKeymap, toggleBlockComment, toggleComment,
  toggleTabFocusMode,
} from "@codemirror/commands";
import { Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";

export const keys = (onWish) => [
  Prec.highest(keymap.of([
    // The page hears it on the window; here it only must not write anything.
    { key: "Mod-Enter", run: () => true },
    { key: "Mod-.", run: () => (onWish("fixes", "", 0, 0), true) },
  ])),
  keymap.of([
    // Esc and then Tab leaves the editor: CodeMirror lets that one Tab pass.
    { key: "Tab", run: indentMore, shift: indentLess },
    ...historyKeymap,
    { key: "Mod-/", run: toggleComment },
    { key: "Alt-A", mac: "Ctrl-A", run: toggleBlockComment },
    { key: "Alt-ArrowUp", run: moveLineUp },
    { key: "Shift-Alt-ArrowUp", run: copyLineUp },
    { key: "Alt-ArrowDown", run: moveLineDown },
    { key: "Shift-Alt-ArrowDown", run: copyLineDown },
    { key: "Mod-Alt-ArrowUp", run: addCursorAbove },
    { key: "Mod-Alt-ArrowDown", run: addCursorBelow },
    { key: "Escape", run: simplifySelection },
    { key: "Alt-l", mac: "Ctrl-l", run: selectLine },
    { key: "Mod-i", preventDefault: true },
    { key: "Mod-[", run: indentLess },
    { key: "Mod-]", run: indentMore },
    { key: "Shift-Mod-k", run: deleteLine },
    { key: "Ctrl-m", mac: "Shift-Alt-m", run: toggleTabFocusMode },
    ...standardKeymap,
  ]),
];
