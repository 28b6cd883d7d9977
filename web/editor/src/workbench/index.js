// What the editor gets when it is in use: suggestions, fixes at the caret, descriptions, declarations, folds, brackets, more
// carets, layout. `extend(part, wish)` makes the extensions: `part()` names the part on the screen, `wish` tells the page.
import { brackets } from "./brackets.js";
import { suggestions } from "./complete.js";
import { descriptions } from "./describe.js";
import { fixes } from "./fixes.js";
import { folds } from "./fold.js";
import { layout } from "./format.js";
import { places } from "./go.js";
import { look } from "./look.js";
import { popup } from "./popup.js";
import { announcements } from "./say.js";
import { moreCarets } from "./select.js";
import { surroundings } from "./surroundings.js";

export const extend = (part, wish) => [
  surroundings.of({ part, wish }), announcements, popup, suggestions, fixes, descriptions, places, folds, brackets, moreCarets,
  layout, look,
];
