// Everything without a mouse.
import assert from 'node:assert/strict';
import { playgroundTest } from '../tests.mjs';
import { WEAK_SCHEMA } from '../texts.mjs';

/** Presses Tab until the wanted part has the focus; fails when a round does not reach it. */
async function tabTo(playground, wanted, most = 80) {
  const seen = [];
  for (let count = 0; count < most; count += 1) {
    await playground.page.keyboard.press('Tab');
    const focused = await playground.focused();
    if (focused === wanted) return;
    seen.push(focused);
  }
  assert.fail(`Tab does not reach ${wanted}: ${seen.join(', ')}`);
}

playgroundTest('keyboard: type, walk the findings, apply a fix, all without a mouse', async (playground, { page }) => {
  await tabTo(playground, 'editor');
  await page.keyboard.insertText(WEAK_SCHEMA);
  await playground.settled();
  await playground.expectFinding('email-not-unique');
  // Escape, then Tab: the documented way out of an editor in which Tab means something.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  assert.notEqual(await playground.focused(), 'editor');
  // F8 goes from finding to finding and round.
  const open = page.locator('[data-testid=finding]:has(button[aria-expanded=true])');
  const count = await playground.findings.count();
  for (let step = 0; step < count; step += 1) {
    await page.keyboard.press('F8');
    if ((await open.getAttribute('data-rule')) === 'email-not-unique') break;
  }
  assert.equal(await open.getAttribute('data-rule'), 'email-not-unique');
  await tabTo(playground, 'finding-apply');
  await page.keyboard.press('Enter');
  await playground.settled();
  await playground.expectNoFinding('email-not-unique');
  await tabTo(playground, 'undo');
  await page.keyboard.press('Enter');
  await playground.settled();
  await playground.expectFinding('email-not-unique');
});

playgroundTest('keyboard: what has the focus can be seen', async (playground, { page }) => {
  for (let count = 0; count < 12; count += 1) {
    await page.keyboard.press('Tab');
    const visible = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      if (!element || element === document.body) return true;
      // In a text the caret shows it.
      if (element.matches('textarea, [contenteditable=true]')) return true;
      const drawn = (style) => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
      for (let owner = element; owner; owner = owner.parentElement ?? owner.getRootNode().host) {
        if (drawn(getComputedStyle(owner))) return true;
      }
      return false;
    });
    assert.ok(visible, `the element after Tab ${count + 1} (${await playground.focused()}) shows no focus`);
  }
});

playgroundTest('keyboard: find in the text goes to the next place and back out', async (playground, { page }) => {
  await tabTo(playground, 'editor');
  await page.keyboard.insertText(WEAK_SCHEMA);
  await playground.settled();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+f');
  await page.keyboard.type('JOINED');
  await page.keyboard.press('Enter');
  const selected = () =>
    page.evaluate(() => {
      const host = document.querySelector('[data-testid=editor]');
      const root = host.shadowRoot ?? [...host.querySelectorAll('*')].find((element) => element.shadowRoot)?.shadowRoot;
      return (root.getSelection?.() ?? document.getSelection()).toString().toLowerCase();
    });
  await page.keyboard.press('Escape');
  assert.equal(await playground.focused(), 'editor');
  assert.equal(await selected(), 'joined');
});
