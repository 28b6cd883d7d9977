// How long the page makes its reader wait: `cargo xtask measure latency` serves the site and runs this with SITE_URL, CHROME and SCHEMA, a
// large schema of one namespace, `public`. Prints; fails at nothing: what a machine does in a millisecond differs.
import { readFile } from 'node:fs/promises';
import { DESKTOP, launch, PHONE, Visit } from './browser.mjs';
import { Playground } from './playground.mjs';

const { SITE_URL, CHROME, SCHEMA } = process.env;
const one = await readFile(SCHEMA, 'utf8');
/** The schema that many times, each in a namespace of its own. */
const times = (count) => Array.from({ length: count }, (_, at) => one.replaceAll('public.', at ? `copy_${at}.` : 'public.')).join('\n');

/** Long tasks of the main thread and the time from a key to the frame that shows it. */
function watch() {
  globalThis.tasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => globalThis.tasks.push(entry.duration)))
    .observe({ type: 'longtask', buffered: false });
  globalThis.keys = [];
  addEventListener('keydown', () => {
    const start = performance.now();
    requestAnimationFrame(() => setTimeout(() => globalThis.keys.push(performance.now() - start)));
  }, { capture: true });
}

const taken = (page) => page.evaluate(() => globalThis.tasks.splice(0));
const worst = (list) => Math.round(Math.max(0, ...list));
const percentile = (list, part) => Math.round([...list].sort((a, b) => a - b)[Math.floor((list.length - 1) * part)] ?? 0);

async function measure(browser, name, text, { viewport, rate }) {
  const visit = await Visit.open(browser, SITE_URL, { viewport });
  const { page } = visit;
  const playground = new Playground(visit);
  await playground.ready();
  await page.evaluate(() => globalThis.rowproof.workbench);
  const session = await visit.context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
  await page.evaluate(watch);
  await page.evaluate((content) => navigator.clipboard.writeText(content), text);
  await playground.textField.click();
  await page.evaluate(() => {
    globalThis.first = new Promise((resolve) => {
      const start = performance.now();
      const look = () => (document.querySelector('[data-testid=finding]') ? resolve(performance.now() - start) : requestAnimationFrame(look));
      requestAnimationFrame(look);
    });
  });
  await taken(page);
  await page.keyboard.press('ControlOrMeta+V');
  const first = Math.round(await page.evaluate(() => globalThis.first));
  await playground.settled();
  await page.waitForTimeout(1500);
  const pasted = await taken(page);
  await page.keyboard.press('ControlOrMeta+End');
  await page.waitForTimeout(1000);
  await taken(page);
  await page.evaluate(() => void globalThis.keys.splice(0));
  for (const letter of 'select id, name from customers where email ') {
    await page.keyboard.type(letter);
    await page.waitForTimeout(120);
  }
  await page.waitForTimeout(3000);
  const typed = await taken(page);
  const keys = await page.evaluate(() => globalThis.keys);
  await page.keyboard.press('Escape');
  const asked = Date.now();
  await page.keyboard.press('Control+Space');
  const listed = await page.getByRole('listbox').waitFor({ timeout: 10_000 }).then(() => Date.now() - asked, () => NaN);
  console.log([
    name.padEnd(24), String(first).padStart(8), `${pasted.length} (${worst(pasted)})`.padStart(12),
    `${percentile(keys, 0.5)} / ${percentile(keys, 0.95)} / ${worst(keys)}`.padStart(18), `${typed.length} (${worst(typed)})`.padStart(12),
    String(listed).padStart(8),
  ].join(' '));
  await visit.close();
}

const browser = await launch(CHROME);
console.log('in ms; long tasks are those of the main thread over 50 ms, their number and the worst');
console.log(['what'.padEnd(24), 'findings'.padStart(8), 'long tasks'.padStart(12), 'key p50/p95/worst'.padStart(18), 'long tasks'.padStart(12), 'list'.padStart(8)].join(' '));
const desk = { viewport: DESKTOP, rate: 1 };
const phone = { viewport: PHONE, rate: 4 };
for (const count of [1, 3]) {
  const text = times(count);
  const lines = `${Math.round(text.split('\n').length / 1000)},000 lines`;
  await measure(browser, `${lines}, desk`, text, desk);
  await measure(browser, `${lines}, phone`, text, phone);
}
await browser.close();
