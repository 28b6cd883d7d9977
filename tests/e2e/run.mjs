// The built site in a real Chromium. `cargo xtask test --only e2e` serves the site and runs this with
//   SITE_URL  where the site is, with a slash at its end
//   CHROME    the browser's program
//   ROWPROOF  the command line's program, for the tests that compare with it
// Arguments are parts of test names: only those tests run. Ends with `N passed, N failed`.
import { readdir } from 'node:fs/promises';
import { launch } from './browser.mjs';
import { collected } from './tests.mjs';

const site = process.env.SITE_URL;
const chrome = process.env.CHROME;
if (!site || !chrome) {
  console.error('SITE_URL and CHROME have to be set; run `cargo xtask test --only e2e`.');
  process.exit(2);
}

const suites = new URL('suites/', import.meta.url);
for (const name of (await readdir(suites)).filter((name) => name.endsWith('.mjs')).sort()) {
  await import(new URL(name, suites).href);
}

const wanted = process.argv.slice(2);
const chosen = collected.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
const browser = await launch(chrome);
let passed = 0;
const failures = [];
for (const { name, run } of chosen) {
  const start = performance.now();
  try {
    await run({ browser, site });
    passed += 1;
    console.log(`ok   ${name} (${Math.round(performance.now() - start)} ms)`);
  } catch (error) {
    failures.push(name);
    console.log(`FAIL ${name}\n${String(error.stack ?? error).replace(/^/gm, '     ')}`);
  }
}
await browser.close();
for (const name of failures) console.log(`failed: ${name}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 && passed > 0 ? 0 : 1;
