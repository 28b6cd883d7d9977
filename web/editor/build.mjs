// Bundles the editor into dist/editor.js, one minified ES module, and the style sheets into dist/page.css.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";

const here = dirname(fileURLToPath(import.meta.url));

await build({
  entryPoints: [join(here, "src/editor.js")],
  outfile: join(here, "dist/editor.js"),
  bundle: true,
  alias: {
    "@codemirror/language": join(here, "src/plain/language.js"),
    "@lezer/common": join(here, "src/plain/lezer.js"),
  },
  format: "esm",
  minify: true,
  target: ["es2022"],
  legalComments: "none",
  logLevel: "info",
});

await build({
  entryPoints: [join(here, "../../static/styles/page.css")],
  outfile: join(here, "dist/page.css"),
  bundle: true,
  minify: true,
  // `light-dark()` and nesting stay as written; every browser that runs the page knows them.
  target: ["esnext"],
  logLevel: "info",
});
