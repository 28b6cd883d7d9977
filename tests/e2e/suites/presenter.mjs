// One finding at a time, for a projector.
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessible.mjs';
import { PHONE } from '../browser.mjs';
import { playgroundTest } from '../tests.mjs';
import { CHECKED_SCHEMA, WEAK_SCHEMA } from '../texts.mjs';

const PROJECTOR = { width: 1280, height: 720 };
const TEXT = `${WEAK_SCHEMA}${CHECKED_SCHEMA}create table loose (price real);\n`;

playgroundTest('presenter: goes through the findings by keyboard, large and accessible', async (playground, { page }) => {
  await playground.paste(TEXT);
  await playground.expectFinding('email-not-unique');
  const count = await playground.findings.count();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('present');
  await page.keyboard.press('Enter');
  const spotlight = page.getByTestId('spotlight');
  await spotlight.waitFor();
  assert.equal(await page.getByTestId('presenter-count').innerText(), `1 of ${count}`);
  const seen = new Set();
  for (const key of ['PageDown', 'ArrowRight', 'F8']) {
    seen.add(await spotlight.innerText());
    await page.keyboard.press(key);
  }
  seen.add(await spotlight.innerText());
  assert.equal(seen.size, 4, 'every key goes on by one');
  assert.equal(await page.getByTestId('presenter-count').innerText(), `4 of ${count}`);
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await page.getByTestId('presenter-count').innerText(), `2 of ${count}`);
  // A text that scrolls has these keys for itself.
  await spotlight.locator('.spotlight-text').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.getByTestId('presenter-next').focus();
  await page.keyboard.press('Control+ArrowRight');
  assert.equal(await page.getByTestId('presenter-count').innerText(), `2 of ${count}`);
  for (let step = 0; step < count; step += 1) {
    if ((await spotlight.getAttribute('data-rule')) === 'email-not-unique') break;
    await page.keyboard.press('F8');
  }
  await page.locator('[data-testid=spotlight][aria-busy=false]').waitFor();
  assert.match(await spotlight.innerText(), /Accepted today[\s\S]*Refused after the fix/);
  assert.match(await spotlight.locator('mark').first().innerText(), /email/);
  // Ten metres: at least 20 pixels of 720 for everything that counts.
  const sizes = await spotlight.locator('h2, .spotlight-text code, .spotlight-verdict, .spotlight-fix').evaluateAll((all) =>
    all.map((element) => parseFloat(getComputedStyle(element).fontSize)));
  assert.ok(Math.min(...sizes) >= 20, `${Math.min(...sizes)} px`);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await assertAccessible(page, `presented, ${colorScheme}`);
  }
  await page.keyboard.press('Escape');
  await spotlight.waitFor({ state: 'detached' });
}, { viewport: PROJECTOR });

playgroundTest('presenter: the code of the link shows, or why there is none', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.show('findings');
  await page.getByTestId('present').click();
  await page.getByTestId('presenter-code').click();
  await page.getByTestId('link-code').waitFor();
  const modules = await page.locator('.link-code-modules').getAttribute('d');
  assert.match(modules, /^M0 0h7v1h-7z/);
  await assertAccessible(page, 'the code');
  await page.getByTestId('presenter-leave').click();
  // With names replaced too, of a text that no dialog has seen.
  await page.getByTestId('share').click();
  await page.getByTestId('redact').check();
  await page.keyboard.press('Escape');
  await playground.paste(CHECKED_SCHEMA.replace('not null', ''));
  await playground.show('findings');
  await page.getByTestId('present').click();
  await page.getByTestId('presenter-code').click();
  await page.getByTestId('link-code').waitFor();
  await page.getByTestId('presenter-leave').click();
  const words = Array.from({ length: 400 }, (_, at) => `column_${at}_${(at * 2654435761 % 4294967296).toString(36)} text`);
  await playground.paste(`create table wide (\n${words.join(',\n')});\n`);
  await playground.show('findings');
  await page.getByTestId('present').click();
  await page.getByTestId('presenter-code').click();
  assert.match(await page.getByTestId('link-code-none').innerText(), /KB long, and a code that a phone reads holds 1\.3 KB/);
}, { viewport: PROJECTOR });

playgroundTest('presenter: works on a phone', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.show('findings');
  await page.getByTestId('present').click();
  await page.getByTestId('spotlight').waitFor();
  await assertAccessible(page, 'presented on a phone');
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${overflow} px wider than the screen`);
}, { viewport: PHONE });
