// When a part of the page fails or is late, the text stays and the rest goes on.
import assert from 'node:assert/strict';
import { obstacle, Visit } from '../browser.mjs';
import { Playground } from '../playground.mjs';
import { playgroundTest, test } from '../tests.mjs';
import { MYSQL_SCHEMA, WEAK_SCHEMA } from '../texts.mjs';

/** In front of the real worker: fails at a text that holds the word, as the engine would at a defect. */
const FAILING_WORKER = `
import './engine-worker.js?real';
const answer = self.onmessage;
self.onmessage = (event) => {
  const { type, rev } = event.data;
  if (type === 'analyze' && JSON.stringify(event.data).includes('fail here')) {
    postMessage({ type: 'failed', rev, message: 'a defect made for this test' });
  } else {
    answer(event);
  }
};
`;

function failingEngine(context) {
  return context.route(/engine-worker\.js$/, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: FAILING_WORKER }));
}

/** A report, and behind it a text that the failing engine stops at. */
async function stopEngine(playground, page) {
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  await playground.textField.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText('-- fail here');
  await page.getByText('a defect made for this test').first().waitFor();
}

playgroundTest('robustness: a failing engine is replaced, the text is kept', async (playground, { page }) => {
  await stopEngine(playground, page);
  assert.match(await playground.text(), /-- fail here/);
  await page.keyboard.press('ControlOrMeta+Z');
  await playground.settled();
  await playground.expectFinding('email-not-unique');
  await playground.expectText(WEAK_SCHEMA);
}, { prepare: failingEngine });

playgroundTest('robustness: a finding opens after the engine stopped at a newer text', async (playground, { page }) => {
  await stopEngine(playground, page);
  const card = await playground.open('email-not-unique');
  await card.getByText(/insert into member/i).first().waitFor();
}, { prepare: failingEngine });

playgroundTest('robustness: without the editor module the plain field does the job', async (playground, visit) => {
  const field = visit.page.locator('[data-testid=editor] textarea:not(#shell-editor)');
  await field.fill(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  await playground.applyFixOf('email-not-unique');
  await playground.expectNoFinding('email-not-unique');
  assert.notEqual(await field.inputValue(), WEAK_SCHEMA);
  visit.forgive();
}, { raw: true, prepare: (context) => context.route(/\/editor-[^/]*\.js$/, (route) => route.abort()) });

/** Holds the program back until it is let go. */
function lateProgram() {
  let letGo;
  const released = new Promise((resolve) => { letGo = resolve; });
  const prepare = (context) => context.route(/_bg\.wasm$/, async (route) => {
    await released;
    await route.continue();
  });
  return { prepare, letGo };
}

const late = lateProgram();
playgroundTest('robustness: what is typed before the program arrives is kept', async (playground, { page }) => {
  await page.locator('#shell-editor').fill(WEAK_SCHEMA);
  late.letGo();
  await playground.ready();
  await playground.expectText(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
}, { raw: true, prepare: late.prepare });

test('robustness: nothing moves while the page starts, at any width', async ({ browser, site }) => {
  const remember = () => {
    globalThis.moved = [];
    const told = (list) => list.getEntries().forEach(({ value, sources }) =>
      globalThis.moved.push(`${value.toFixed(4)}: ${sources.map(({ node }) => node?.className || node?.nodeName).join(', ')}`));
    new PerformanceObserver(told).observe({ type: 'layout-shift', buffered: true });
  };
  for (const width of [320, 360, 412, 768, 1024, 1440]) {
    const prepare = (context) => context.addInitScript(remember);
    const visit = await Visit.open(browser, site, { viewport: { width, height: 823 }, prepare });
    await new Playground(visit).ready();
    await visit.page.evaluate(() => globalThis.rowproof.workbench);
    await visit.page.waitForTimeout(300);
    assert.deepEqual(await visit.page.evaluate(() => globalThis.moved), [], `${width} px`);
    await visit.close();
  }
});

const missingParts = obstacle(/\/part\d+\.wasm$/, (route) => route.fulfill({ status: 503, body: '' }));
playgroundTest('robustness: parts of the engine that cannot be loaded are said, and the rest goes on', async (playground, visit) => {
  const { page } = visit;
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  await playground.textField.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(MYSQL_SCHEMA);
  await page.getByText('a part of the engine could not be loaded').first().waitFor();
  await playground.expectText(MYSQL_SCHEMA);
  missingParts.remove();
  await playground.paste(WEAK_SCHEMA);
  await playground.settled();
  await playground.expectFinding('email-not-unique');
  await playground.paste(MYSQL_SCHEMA);
  await playground.settled();
  await playground.expectFinding('email-not-unique');
  visit.forgive();
}, { prepare: missingParts.prepare });

playgroundTest('robustness: a question that fails beside a check is answered, and the text goes to the next worker', async (playground, visit) => {
  const { page } = visit;
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  const ask = (text, start) => page.evaluate(([text, start]) => new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    window.rowproof.worker.postMessage({ type: 'assist', question: 'describe', part: 'p1', text, start, end: start }, [port2]);
  }), [text, start]);
  const before = await page.evaluateHandle(() => window.rowproof.worker);
  assert.equal(await ask(null, 0), null);
  await page.waitForFunction((before) => window.rowproof.worker !== before, before);
  await playground.settled();
  const name = WEAK_SCHEMA.match(/create table (\w+)/i);
  assert.equal((await ask(WEAK_SCHEMA, name.index + 'create table '.length)).name, name[1]);
  visit.forgive();
});

playgroundTest('robustness: with the network gone everything goes on that was begun', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  await page.waitForLoadState('networkidle');
  await page.context().setOffline(true);
  await playground.paste(MYSQL_SCHEMA);
  await playground.settled();
  await playground.expectFinding('email-not-unique');
  await page.context().setOffline(false);
});

playgroundTest('robustness: without what draws reports the page says so and keeps the text', async (playground, visit) => {
  await playground.textField.click();
  await visit.page.keyboard.insertText(WEAK_SCHEMA);
  await visit.page.getByText('a part of this page could not be loaded').first().waitFor();
  await playground.expectText(WEAK_SCHEMA);
  visit.forgive();
}, { raw: true, prepare: (context) => context.route(/\/report-[^/]*\.wasm$/, (route) => route.fulfill({ status: 503, body: '' })) });

playgroundTest('robustness: the first report waits for no part but its own', async (playground, visit) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  await playground.open('email-not-unique');
  const atOnce = await visit.page.evaluate(() => window.readAtOnce);
  assert.deepEqual(atOnce, []);
}, {
  prepare: async (context) => {
    await context.addInitScript(() => {
      window.readAtOnce = [];
      const { open } = XMLHttpRequest.prototype;
      XMLHttpRequest.prototype.open = function (method, address, ...how) {
        if (how[0] === false) window.readAtOnce.push(String(address));
        return open.call(this, method, address, ...how);
      };
    });
    await context.route(/\/(documents|plans|diagram|tools)-[^/]*\.wasm$/, async (route) => {
      await new Promise((done) => setTimeout(done, 2_000));
      await route.continue().catch(() => {});
    });
  },
});

let failures = 1;
playgroundTest('robustness: a part of the page that fails once is asked for again', async (playground, visit) => {
  await visit.page.getByTestId('share').click();
  await visit.page.getByText('There is nothing to share yet').waitFor();
  assert.equal(failures, 0);
  visit.forgive();
}, {
  prepare: (context) => context.route(/\/documents-[^/]*\.wasm$/, (route) => {
    if (failures === 0) return route.continue();
    failures -= 1;
    return route.fulfill({ status: 503, body: '' });
  }),
});

playgroundTest('robustness: what dialogs need and does not come is said to be missing', async (playground, visit) => {
  assert.match(await visit.page.locator('#defect').innerText(), /could not be loaded.*reload/);
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  visit.forgive();
}, { prepare: (context) => context.route(/\/documents-[^/]*\.js$/, (route) => route.abort()) });

playgroundTest('robustness: a program that ends without a word is said to have stopped', async (playground, visit) => {
  // A function that does nothing but trap, called by nobody who would catch it.
  await visit.page.evaluate(() => {
    const trap = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(trap)));
    setTimeout(exports.f, 0);
  });
  await visit.page.locator('#defect').waitFor();
  assert.match(await visit.page.locator('#defect').innerText(), /stopped.*Your text is kept.*reload/);
  visit.forgive();
});
