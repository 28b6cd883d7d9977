// What a screen reader is told without the focus moving.
import { ViewPlugin } from "@codemirror/view";

export const announcements = ViewPlugin.fromClass(
  class {
    constructor(view) {
      this.place = document.createElement("div");
      this.place.className = "said";
      this.place.setAttribute("role", "status");
      view.dom.append(this.place);
    }

    destroy() {
      this.place.remove();
    }
  },
);

export function say(view, text) {
  const { place } = view.plugin(announcements) ?? {};
  if (!place) return;
  // The same words twice are said twice.
  place.textContent = "";
  setTimeout(() => (place.textContent = text), 30);
}
