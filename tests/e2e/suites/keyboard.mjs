// Everything without a mouse.
import assert from 'node:assert/strict';
import { playgroundTest } from '../tests.mjs';
import { WEAK_SCHEMA } from '../texts.mjs';

playgroundTest('keyboard: type, walk the findings, apply a fix, all without a mouse', async (playground, { page }) => {
  await playground.tabTo('editor');
  await page.keyboard.insertText(WEAK_SCHEMA);
  await playground.settled();
  await playground.expectFinding('email-not-unique');
  // Escape, then Tab: the documented way out of an editor in which Tab means something.
  await playground.leaveEditor();
  // F8 goes from finding to finding and round.
  const open = page.locator('[data-testid=finding]:has(button[aria-expanded=true])');
  const count = await playground.findings.count();
  for (let step = 0; step < count; step += 1) {
    await page.keyboard.press('F8');
    if ((await open.getAttribute('data-rule')) === 'email-not-unique') break;
  }
  assert.equal(await open.getAttribute('data-rule'), 'email-not-unique');
  await playground.tabTo('finding-apply');
  await page.keyboard.press('Enter');
  await playground.settled();
  await playground.expectNoFinding('email-not-unique');
  await playground.tabTo('undo');
  await page.keyboard.press('Enter');
  await playground.settled();
  await playground.expectFinding('email-not-unique');
});

playgroundTest('keyboard: from the finding that F8 shows Tab goes on where nothing had the focus', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('F8');
  await page.locator('[data-testid=finding] button[aria-expanded=true]:focus').waitFor();
  await playground.status.getByText(/^1 of \d+: member\.email is not unique/).waitFor();
  // Who writes goes on writing.
  await playground.textField.click();
  await page.keyboard.press('F8');
  assert.equal(await playground.focused(), 'editor');
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
  await playground.tabTo('editor');
  await page.keyboard.insertText(WEAK_SCHEMA);
  await playground.settled();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+f');
  await page.keyboard.type('JOINED');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  assert.equal(await playground.focused(), 'editor');
  assert.equal((await playground.selectedText()).toLowerCase(), 'joined');
});
