// Work is not lost.
import assert from 'node:assert/strict';
import { playgroundTest } from '../tests.mjs';
import { WEAK_SCHEMA } from '../texts.mjs';

playgroundTest('persistence: a reload keeps the text and its findings', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  await page.reload();
  await playground.ready();
  await playground.expectText(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
});

playgroundTest('persistence: text typed just before the page goes away is kept', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.textField.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText('-- the last word');
  await page.reload();
  await playground.ready();
  assert.match(await playground.text(), /-- the last word/);
});

playgroundTest('persistence: the chosen theme is kept', async (playground, { page }) => {
  const before = await playground.theme();
  await playground.themeToggle.click();
  const chosen = await playground.theme();
  assert.notEqual(chosen, before);
  await page.reload();
  await playground.ready();
  assert.equal(await playground.theme(), chosen);
});
