// Words with names in backticks, which become code. Everything is text.
export function rich(words) {
  return words.split("`").map((piece, index) => {
    const node = index % 2 ? document.createElement("code") : document.createTextNode("");
    node.textContent = piece;
    return node;
  });
}

// A sentence starts with a capital, a name stays as it is.
export const sentence = (words) => (words.startsWith("`") ? words : words.charAt(0).toUpperCase() + words.slice(1));
