// Only the newest text counts.
import assert from 'node:assert/strict';
import { playgroundTest } from '../tests.mjs';
import { STRONG_SCHEMA, WEAK_SCHEMA } from '../texts.mjs';

playgroundTest('revisions: of thirty quick edits only the last is shown', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  for (let edit = 0; edit < 30; edit += 1) {
    const text = edit % 2 === 0 ? STRONG_SCHEMA : WEAK_SCHEMA.replaceAll('member', `member_${edit}`);
    await playground.textField.focus();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText(text);
  }
  await playground.settled();
  await playground.expectFinding('email-not-unique');
  const shown = (await playground.findings.allInnerTexts()).join('\n');
  assert.match(shown, /member_29/);
  // Nothing older arrives afterwards.
  await page.waitForTimeout(600);
  const later = (await playground.findings.allInnerTexts()).join('\n');
  assert.equal(later, shown);
  assert.doesNotMatch(later, /member_(?!29)\d/);
});
