// What the editor itself knows and the workbench asks.
export const { isolateHistory, marked, tokens } = window.rowproof.made.own;
