// The report on paper.
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessible.mjs';
import { playgroundTest } from '../tests.mjs';
import { CHECKED_SCHEMA, SLOW_PLAN, WEAK_SCHEMA } from '../texts.mjs';

/** The browser's own dialog would wait for a hand: what it would print is left in the page. */
const withoutDialog = {
  prepare: (context) => context.addInitScript(() => {
    globalThis.printed = 0;
    globalThis.print = () => { globalThis.printed += 1; };
  }),
};

async function print(playground) {
  const { page } = playground;
  await page.getByTestId('share').click();
  await page.getByTestId('share-print').click();
  await page.waitForFunction(() => globalThis.printed > 0);
  await page.emulateMedia({ media: 'print' });
  return page.getByTestId('print-report');
}

playgroundTest('printing: the report is whole, opened, and alone on the paper', async (playground, { page }) => {
  await playground.paste(`${WEAK_SCHEMA}create tabel oops (id int);\n`);
  await page.getByTestId('add-part').click();
  await playground.paste(SLOW_PLAN);
  const report = await print(playground);
  const text = await report.innerText();
  for (const expected of [
    /Rowproof report/, /email-not-unique/, /Proof: /, /INSERT INTO/i, /Accepted today/, /Refused after the fix/, /Fix 1: /, /CREATE UNIQUE INDEX/i,
    /Plan\n/, /Seq Scan/, /Diagram/, /Not understood/, /Not checked/, /Text: Schema/,
  ]) {
    assert.match(text, expected);
  }
  assert.doesNotMatch(text, /\b20\d\d-\d\d-\d\d|\d{1,2}:\d\d/, 'it has no date');
  assert.ok(await report.locator('img').evaluate((image) => image.naturalWidth > 100));
  assert.equal(await page.locator('.workspace').isVisible(), false);
  assert.equal(await page.locator('dialog[open]').count(), 0);
  assert.equal(await page.locator('button:visible').count(), 0);
  const wide = await report.evaluate((element) => element.scrollWidth - element.clientWidth);
  assert.ok(wide <= 0, `it is ${wide} px too wide`);
  await assertAccessible(page, 'the printed report');
}, withoutDialog);

playgroundTest('printing: the same twice, and the page as it was', async (playground, { page }) => {
  await playground.paste(CHECKED_SCHEMA.replace('not null', ''));
  const first = await (await print(playground)).innerText();
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await page.getByTestId('print-report').waitFor({ state: 'detached' });
  await page.emulateMedia({ media: 'screen' });
  assert.match(await page.title(), /^Rowproof: /);
  await page.evaluate(() => { globalThis.printed = 0; });
  assert.equal(await (await print(playground)).innerText(), first);
  // A browser that does not say when it has printed: the reader goes on.
  await page.keyboard.press('Shift');
  await page.getByTestId('print-report').waitFor({ state: 'detached' });
  assert.match(await page.title(), /^Rowproof: /);
}, withoutDialog);
