// The palette: everything the page does, by keyboard alone.
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessible.mjs';
import { DESKTOP, PHONE } from '../browser.mjs';
import { playgroundTest } from '../tests.mjs';
import { CHECKED_SCHEMA, WEAK_SCHEMA } from '../texts.mjs';

const rows = (page) => page.getByTestId('palette-row');
const chosen = (page) => page.locator('[data-testid=palette-row][aria-selected=true]');

/** Opens the palette with its keys and types. */
async function find(page, words) {
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-field').waitFor();
  await page.keyboard.type(words);
}

playgroundTest('palette: finds a command, says its keys and runs it', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await find(page, 'go to the dia');
  assert.match(await chosen(page).innerText(), /Go to the diagram/);
  assert.deepEqual(await chosen(page).locator('kbd').allInnerTexts(), ['Alt', '5']);
  assert.equal(await chosen(page).locator('mark').first().innerText(), 'Go to the dia');
  await page.keyboard.press('Enter');
  await page.getByTestId('diagram-canvas').waitFor();
  assert.equal(await page.getByTestId('palette-field').count(), 0);
  // The same keys work without it.
  await page.keyboard.press('Alt+2');
  assert.equal(await page.getByTestId('tab-findings').getAttribute('aria-selected'), 'true');
});

playgroundTest('palette: a column is shown in the text, the list and the diagram', async (playground, { page }) => {
  await playground.paste(CHECKED_SCHEMA);
  await find(page, 'payment.am');
  await page.getByRole('option', { name: /payment\.amount/ }).waitFor();
  assert.match(await chosen(page).innerText(), /payment\.amount/);
  await page.keyboard.press('Enter');
  await playground.relation('payment').locator('.relation-body').waitFor();
  assert.equal(await playground.selectedText(), 'amount');
  await page.keyboard.press('Alt+5');
  await page.getByTestId('diagram-canvas').waitFor();
  await page.getByTestId('diagram-details').waitFor();
  assert.match(await page.getByTestId('diagram-details').innerText(), /payment/);
});

playgroundTest('palette: a rule leads to its findings, one without findings to its page', async (playground, { page, context }) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  await find(page, 'email-not-un');
  await page.getByRole('option', { name: /1 finding/ }).click();
  await playground.of('email-not-unique').first().waitFor();
  assert.equal(await playground.findings.count(), 1);
  await find(page, 'card-data');
  await page.getByRole('option', { name: /its page/ }).first().waitFor();
  const opened = context.waitForEvent('page');
  await page.keyboard.press('Enter');
  assert.match((await opened).url(), /rules\/card-data\.html$/);
});

playgroundTest('palette: arrows go round, Escape gives the focus back', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.textField.focus();
  await find(page, 'theme');
  await page.getByRole('option', { name: /theme/i }).first().waitFor();
  const isChosen = async (row) => {
    await page.locator(`[data-testid=palette-field][aria-activedescendant=palette-row-${row}]`).waitFor();
    await page.locator(`#palette-row-${row}[aria-selected=true]`).waitFor();
  };
  await isChosen(0);
  await page.keyboard.press('ArrowUp');
  const count = await rows(page).count();
  assert.ok(count >= 4 && count <= 50);
  await isChosen(count - 1);
  await page.keyboard.press('ArrowDown');
  await isChosen(0);
  await page.keyboard.press('Escape');
  await page.getByTestId('palette-field').waitFor({ state: 'detached' });
  assert.equal(await playground.focused(), 'editor');
});

playgroundTest('palette: every command that is offered does something and breaks nothing', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await page.keyboard.press('Control+k');
  await page.getByRole('group', { name: 'Commands' }).waitFor();
  const titles = await page.getByRole('group', { name: 'Commands' }).locator('.palette-title').allInnerTexts();
  await page.keyboard.press('Escape');
  assert.ok(titles.length > 25, `${titles.length} commands`);
  for (const title of titles.filter((title) => !/^(Open files|Close this part|Save )/.test(title))) {
    await find(page, title.replace('…', '')).catch((error) => assert.fail(`before “${title}”: ${error}`));
    await chosen(page).waitFor();
    assert.equal(await chosen(page).locator('.palette-title').innerText(), title);
    await page.keyboard.press('Enter');
    await page.getByTestId('palette-field').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
  }
  await playground.settled();
});

for (const [device, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
  playgroundTest(`palette: is reached by a button and accessible, ${device}`, async (playground, { page }) => {
    await playground.paste(CHECKED_SCHEMA);
    await page.getByTestId('palette-open').click();
    await page.getByTestId('palette-field').fill('pay');
    await rows(page).filter({ hasText: 'payment' }).first().waitFor();
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await assertAccessible(page, `the palette, ${colorScheme}`);
    }
    await rows(page).filter({ hasText: /^payment/ }).first().click();
    await playground.relation('payment').waitFor();
  }, { viewport });
}

playgroundTest('palette: the list of shortcuts is made of the same commands', async (playground, { page }) => {
  await page.getByTestId('shortcuts').click();
  const dialog = page.locator('#shortcuts-dialog');
  await dialog.getByText('Next finding').waitFor();
  assert.ok((await dialog.locator('dt').count()) >= 14);
  await assertAccessible(page, 'the shortcuts');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await page.keyboard.press('?');
  await dialog.getByText('Next finding').waitFor();
});
