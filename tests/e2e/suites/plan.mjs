// Paste a plan: its tree and what it says.
import assert from 'node:assert/strict';
import { playgroundTest } from '../tests.mjs';
import { SLOW_PLAN, WEAK_SCHEMA } from '../texts.mjs';

playgroundTest('plan: a pasted plan becomes a tree with insights', async (playground) => {
  await playground.paste(SLOW_PLAN);
  await playground.show('plan');
  await playground.planNodes.nth(2).waitFor();
  assert.equal(await playground.planNodes.count(), 3);
  assert.match(await playground.planNodes.nth(2).innerText(), /Seq Scan/);
  await playground.insights.first().waitFor();
  const insights = (await playground.insights.allInnerTexts()).join('\n');
  assert.match(insights, /disk|sort/i);
});

playgroundTest('plan: a plan pasted after a schema is a part of its own', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  const before = await playground.tabs.count();
  await page.evaluate((text) => navigator.clipboard.writeText(text), SLOW_PLAN);
  await playground.textField.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('ControlOrMeta+V');
  await playground.settled();
  await playground.show('plan');
  await playground.planNodes.first().waitFor();
  await playground.tabs.nth(before).waitFor();
  assert.equal(await playground.tabs.count(), before + 1);
});

playgroundTest('plan: the tree is walked with the arrow keys', async (playground, { page }) => {
  await playground.paste(SLOW_PLAN);
  await playground.show('plan');
  await playground.planNodes.first().click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const selected = page.locator('[data-testid=plan-node][aria-selected=true]');
  await selected.filter({ hasText: 'Seq Scan' }).waitFor();
});
