// How long the page makes its reader wait: `cargo xtask measure latency` serves the site and runs this with SITE_URL, CHROME and SCHEMA, a
// large schema of one namespace, `public`. Prints; fails at nothing: what a machine does in a millisecond differs.
import { readFile } from 'node:fs/promises';
import { DESKTOP, launch, PHONE, Visit } from './browser.mjs';
import { Playground } from './playground.mjs';

const { SITE_URL, CHROME, SCHEMA } = process.env;
const one = await readFile(SCHEMA, 'utf8');
/** The schema that many times, each in a namespace of its own. */
const times = (count) => Array.from({ length: count }, (_, at) => one.replaceAll('public.', at ? `copy_${at}.` : 'public.')).join('\n');

/**
 * Long tasks of the main thread; the time from a key to the frame that shows it, and what of it is work: the rest is the wait for the
 * screen's next frame, up to 17 ms however little there is to do.
 */
function watch() {
  globalThis.tasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => globalThis.tasks.push(entry.duration)))
    .observe({ type: 'longtask', buffered: false });
  globalThis.keys = [];
  const next = (then) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = then;
    port2.postMessage(0);
  };
  addEventListener('keydown', () => {
    const start = performance.now();
    let handled = start;
    addEventListener('input', () => next(() => (handled = performance.now())), { capture: true, once: true });
    requestAnimationFrame(() => {
      const waited = Math.max(0, performance.now() - handled);
      next(() => {
        const shown = performance.now() - start;
        globalThis.keys.push({ shown, work: shown - waited });
      });
    });
  }, { capture: true });
}

const taken = (page) => page.evaluate(() => globalThis.tasks.splice(0));
const worst = (list) => Math.round(Math.max(0, ...list));
const percentile = (list, part) => Math.round([...list].sort((a, b) => a - b)[Math.floor((list.length - 1) * part)] ?? 0);

const spread = (list) => [percentile(list, 0.5), percentile(list, 0.95), worst(list)].join(' / ');

/** From a key until what it changes is checked and drawn; NaN when nothing says so. */
async function untilChecked(page, letter) {
  await page.evaluate(() => {
    globalThis.checked = new Promise((resolve) => {
      const engine = document.querySelector('[data-busy]');
      let start = NaN;
      addEventListener('keydown', () => (start = performance.now()), { capture: true, once: true });
      const watcher = new MutationObserver(() => {
        if (engine.dataset.busy !== 'false' || !engine.textContent.startsWith('checked')) return;
        watcher.disconnect();
        requestAnimationFrame(() => resolve(performance.now() - start));
      });
      watcher.observe(engine, { attributes: true, childList: true, characterData: true, subtree: true });
      setTimeout(() => resolve(NaN), 20_000);
    });
  });
  await page.keyboard.type(letter);
  return page.evaluate(() => globalThis.checked);
}

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
  const atEnd = [];
  for (const letter of 'is not null and ') atEnd.push(await untilChecked(page, letter));
  // As fast as people write, and then no more.
  const behind = [];
  for (const word of ['deleted ', 'is not ', 'null or ', 'name is ', 'null and ', 'id is not ', 'null or ', 'code is ']) {
    await page.keyboard.type(word, { delay: 120 });
    behind.push(await untilChecked(page, '('));
    await page.waitForTimeout(500);
  }
  await page.keyboard.press('Escape');
  // Suggestions come by themselves, from the middle of a word on.
  await page.keyboard.type(' orga', { delay: 120 });
  const asked = Date.now();
  const listed = await page.getByRole('listbox').waitFor({ timeout: 10_000 }).then(() => Date.now() - asked, () => NaN);
  await page.keyboard.press('Escape');
  // Nothing of what stands behind the change is known from the check before.
  await page.keyboard.press('ControlOrMeta+Home');
  await page.waitForTimeout(1000);
  const atTop = [];
  for (const letter of '-- what we sell ') atTop.push(await untilChecked(page, letter));
  console.log([
    name.padEnd(24), String(first).padStart(8), `${pasted.length} (${worst(pasted)})`.padStart(12),
    spread(keys.map((key) => key.work)).padStart(20), spread(keys.map((key) => key.shown)).padStart(20), `${typed.length} (${worst(typed)})`.padStart(12),
    spread(atEnd).padStart(20), spread(atTop).padStart(20), spread(behind).padStart(20), String(listed).padStart(8),
  ].join(' '));
  await visit.close();
}

/** What no page can be below: a letter in the browser's own text field, alone on a page and holding the same text. */
async function measureField(browser, text) {
  const page = await browser.newPage({ viewport: DESKTOP });
  await page.setContent('<textarea style="width: 40rem; height: 40rem"></textarea>');
  await page.evaluate(watch);
  await page.fill('textarea', text);
  await page.keyboard.press('ControlOrMeta+End');
  for (const letter of 'select id, name from customers where email ') {
    await page.keyboard.type(letter);
    await page.waitForTimeout(300);
  }
  const keys = await page.evaluate(() => globalThis.keys);
  console.log(`a text field alone on a page, with the 100 tables without keys: until it shows ${spread(keys.map((key) => key.shown))}`);
  await page.close();
}

/** 1,000 rows of 15 columns: two keys, a chain of columns that follow from one another, slips, and dice. */
function sampleRows() {
  let seed = 7;
  const die = (sides) => (seed = (seed * 48_271) % 2_147_483_647) % sides;
  const names = [...Array(15).keys()].map((at) => `c${at}`);
  const lines = [...Array(1_000).keys()].map((at) => {
    const zip = die(120);
    const dice = [2, 3, 5, 8, 12, 30, 60, 200, 400].map(die);
    return [at, `x${at}`, zip, die(300) ? zip % 40 : 99, zip % 40 % 7, zip % 5, ...dice].join(',');
  });
  return `${names.join(',')}\n${lines.join('\n')}\n`;
}

/** From the question what rows show until its answer, in the page; of a question for a look that has no rows, for comparison. */
async function measureRows(browser) {
  const visit = await Visit.open(browser, SITE_URL, {
    prepare: (context) => context.addInitScript(() => {
      globalThis.answered = [];
      const { postMessage } = Worker.prototype;
      Worker.prototype.postMessage = function (message, ...rest) {
        if (message.type === 'understand') {
          const start = performance.now();
          const hear = ({ data }) => {
            if (data.type !== 'understood') return;
            this.removeEventListener('message', hear);
            globalThis.answered.push(performance.now() - start);
          };
          this.addEventListener('message', hear);
        }
        return postMessage.call(this, message, ...rest);
      };
    }),
  });
  const playground = new Playground(visit);
  const { page } = visit;
  await playground.ready();
  await playground.paste(sampleRows());
  await page.getByTestId('survey-row').first().waitFor();
  await page.keyboard.press('ControlOrMeta+End');
  for (const letter of '1000,y') {
    await page.keyboard.type(letter);
    await page.waitForTimeout(800);
  }
  const shown = await page.evaluate(() => globalThis.answered.splice(0));
  for (const look of ['forms', 'coverage', 'forms', 'coverage', 'forms']) {
    await page.getByTestId(`understood-look-${look}`).click();
    await page.waitForTimeout(500);
  }
  const without = await page.evaluate(() => globalThis.answered.splice(0));
  console.log(`what 1,000 rows of 15 columns show, asked and answered: ${spread(shown)}; a question that looks at no row: ${spread(without)}`);
  await visit.close();
}

const browser = await launch(CHROME);
console.log('in ms; long tasks are those of the main thread over 50 ms, their number and the worst; keys as p50 / p95 / worst');
console.log(['what'.padEnd(24), 'findings'.padStart(8), 'long tasks'.padStart(12), 'key, its work'.padStart(20), 'until it shows'.padStart(20), 'long tasks'.padStart(12), 'checked, at the end'.padStart(20), '…at the top'.padStart(20), '…behind others'.padStart(20), 'list'.padStart(8)].join(' '));
const desk = { viewport: DESKTOP, rate: 1 };
const phone = { viewport: PHONE, rate: 4 };
const lines = (text) => `${Math.round(text.split('\n').length / 1000)},000 lines`;
const statements = one.split(/;\n/);
const tables = statements.filter((statement) => /CREATE TABLE/.test(statement)).slice(0, 100);
const names = new Set(tables.map((table) => /CREATE TABLE (\S+)/.exec(table)[1]));
const own = statements.filter((statement) => /^ALTER TABLE ONLY \S+\s+ADD CONSTRAINT|^CREATE (UNIQUE )?INDEX/m.test(statement)
  && [...statement.matchAll(/(?:TABLE ONLY|REFERENCES|INDEX \S+ ON) ([^\s(]+)/g)].every(([, name]) => names.has(name)));
const sql = (list) => `${list.join(';\n')};\n`;
const texts = [
  ['100 tables, keys', sql([...tables, ...own])], ['100 tables, no keys', sql(tables)],
  ...[1, 3].map(times).map((text) => [lines(text), text]),
];
await measureField(browser, sql(tables));
await measureRows(browser);
for (const [name, text] of texts) {
  await measure(browser, `${name}, desk`, text, desk);
  await measure(browser, `${name}, phone`, text, phone);
}
await browser.close();
