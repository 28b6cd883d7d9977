// Only the newest text counts.
import assert from 'node:assert/strict';
import { playgroundTest } from '../tests.mjs';

const numbered = (number) => `create table entry_${number} (
  id bigint generated always as identity primary key,
  created_at timestamptz default now()
);
`;

playgroundTest('revisions: of thirty quick edits only the last is shown', async (playground, { page }) => {
  await playground.paste(numbered(100));
  await playground.expectFinding('created-at-nullable');
  for (let edit = 0; edit < 30; edit += 1) {
    await playground.textField.focus();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText(numbered(edit));
  }
  await playground.settled();
  const shown = (await playground.findings.allInnerTexts()).join('\n');
  assert.match(shown, /entry_29\b/);
  // Nothing older arrives afterwards.
  await page.waitForTimeout(600);
  const later = (await playground.findings.allInnerTexts()).join('\n');
  assert.equal(later, shown);
  assert.doesNotMatch(later, /entry_(?!29\b)\d/);
});
