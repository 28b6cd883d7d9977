// Stands in for `@lezer/common` under the editing commands: no node of the empty tree has properties.
export const NodeProp = { closedBy: null, openedBy: null };
