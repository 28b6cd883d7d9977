// What the editor itself knows and the workbench asks.
export const { isolateHistory, marked, tokens } = (await window.rowproof.editor).own;
