// Bundles the editor into dist/editor.js and what it gets later into dist/workbench.js, minified ES modules, and the style sheets into
// dist/page.css and dist/later.css.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";

const here = dirname(fileURLToPath(import.meta.url));

const script = {
  bundle: true,
  format: "esm",
  minify: true,
  target: ["es2022"],
  legalComments: "none",
  logLevel: "info",
};

await build({
  ...script,
  entryPoints: [join(here, "src/editor.js")],
  outfile: join(here, "dist/editor.js"),
  alias: {
    "@codemirror/language": join(here, "src/plain/language.js"),
    "@lezer/common": join(here, "src/plain/lezer.js"),
  },
});

// What the editor gets when it is in use. It has nothing of CodeMirror's in it.
await build({
  ...script,
  entryPoints: [join(here, "src/workbench/index.js")],
  outfile: join(here, "dist/workbench.js"),
  alias: {
    "@codemirror/state": join(here, "src/shared/state.js"),
    "@codemirror/view": join(here, "src/shared/view.js"),
  },
});

for (const style of ["page", "later"]) {
  await build({
    entryPoints: [join(here, `../../static/styles/${style}.css`)],
    outfile: join(here, `dist/${style}.css`),
    bundle: true,
    minify: true,
    // `light-dark()` and nesting stay as written; every browser that runs the page knows them.
    target: ["esnext"],
    logLevel: "info",
  });
}
