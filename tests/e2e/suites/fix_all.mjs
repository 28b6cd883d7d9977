// “Fix all safe”: what would change is shown before it is done, and it is one step back.
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessible.mjs';
import { DESKTOP, PHONE } from '../browser.mjs';
import { playgroundTest } from '../tests.mjs';
import { MENDABLE_SCHEMA, STRONG_SCHEMA, WEAK_SCHEMA } from '../texts.mjs';

const PATIENCE = { timeout: 15_000 };
const dialog = (page) => page.locator('#fixes-dialog');
const choice = (page, rule) => page.locator(`[data-testid=fix-all-choice][data-rule="${rule}"] input`);
const apply = (page) => page.getByTestId('fix-all-apply');

/** Waits until the engine has answered about what is chosen now. */
const answered = (page) => page.locator('[data-testid=fix-all-answer][data-current=true]').waitFor(PATIENCE);

/** Waits for a text in a place. */
const said = (place, words) => place.filter({ hasText: words }).first().waitFor(PATIENCE);

async function open(playground) {
  await playground.show('findings');
  await playground.page.getByTestId('fix-all').click(PATIENCE);
  await answered(playground.page);
}

/** The text that the shown difference makes of another: its lines without those removed and with those added. */
async function shownLines(page, change) {
  return page.locator(`.diff tr.is-${change} .diff-text`).allInnerTexts();
}

playgroundTest('fix all: shows the difference, applies it in one step and takes it back', async (playground, { page }) => {
  await playground.paste(MENDABLE_SCHEMA);
  await open(playground);
  const count = await page.getByTestId('fix-all-choice').count();
  assert.ok(count >= 3, `${count} fixes`);
  await said(apply(page), `Apply ${count} fixes`);
  const [added, removed] = [await shownLines(page, 'added'), await shownLines(page, 'removed')];
  assert.ok(added.some((line) => /create index/i.test(line)), added.join('\n'));
  assert.deepEqual(removed, ['  slug text not null']);
  // Signs and words say it, not colour alone.
  assert.equal(await page.locator('.diff tr.is-added .diff-sign').first().textContent(), '+added');
  assert.match(await page.locator('.diff tr.is-removed').first().innerText(), /^3\s/);
  const [before, after] = (await page.getByTestId('fix-all-summary').innerText()).match(/\d+/g).map(Number);
  assert.ok(after <= before - count, `${before} and ${after}`);
  await apply(page).click();
  await dialog(page).waitFor({ state: 'hidden', ...PATIENCE });
  await playground.undoButton.waitFor(PATIENCE);
  await playground.settled();
  for (const rule of ['fk-no-index', 'natural-key-not-unique']) await playground.expectNoFinding(rule);
  const text = await playground.text();
  for (const line of added) assert.ok(text.includes(line), `${line} is not in:\n${text}`);
  assert.equal(await playground.findings.count(), after);
  await page.waitForFunction(() => document.activeElement?.id === 'findings-heading', undefined, PATIENCE);
  // One step back.
  await playground.undoButton.click();
  await playground.expectText(MENDABLE_SCHEMA);
  await playground.settled();
  await playground.expectFinding('fk-no-index');
  await playground.expectFinding('natural-key-not-unique');
});

playgroundTest('fix all: the editor takes it back in one step too', async (playground, { page }) => {
  await playground.paste(MENDABLE_SCHEMA);
  await open(playground);
  await apply(page).click();
  await dialog(page).waitFor({ state: 'hidden', ...PATIENCE });
  await playground.expectNoFinding('fk-no-index');
  await playground.textField.click();
  await page.keyboard.press('ControlOrMeta+Z');
  await playground.expectText(MENDABLE_SCHEMA);
});

playgroundTest('fix all: what is not wanted stays, what is left out says why', async (playground, { page }) => {
  await playground.paste(MENDABLE_SCHEMA);
  await open(playground);
  const count = await page.getByTestId('fix-all-choice').count();
  await choice(page, 'natural-key-not-unique').uncheck();
  await said(apply(page), `Apply ${count - 1} fix`);
  await answered(page);
  assert.deepEqual(await shownLines(page, 'removed'), []);
  await page.getByTestId('fix-all-toggle').click();
  await said(page.getByTestId('fix-all-toggle'), 'Choose none');
  await said(apply(page), `Apply ${count} fixes`);
  await page.getByTestId('fix-all-toggle').click();
  await said(page.getByTestId('fix-all-summary'), 'nothing would change');
  await answered(page);
  assert.ok(await apply(page).isDisabled());
  // A guess is the reader's.
  await page.getByTestId('fix-all-left').locator('summary').click();
  const guess = page.getByTestId('fix-all-reason').filter({ hasText: 'rests on a guess' });
  await guess.getByRole('button', { name: /status/ }).first().click();
  await dialog(page).waitFor({ state: 'hidden', ...PATIENCE });
  await page.locator('[data-testid=finding][data-rule=free-text-enum] button[aria-expanded=true]').waitFor(PATIENCE);
  await playground.expectText(MENDABLE_SCHEMA);
});

playgroundTest('fix all: by keyboard alone, from the palette to the way back', async (playground, { page }) => {
  await playground.paste(MENDABLE_SCHEMA);
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-field').waitFor();
  await page.keyboard.type('fix all');
  await page.locator('[data-testid=palette-row][aria-selected=true]').filter({ hasText: 'Fix all that is safe' }).waitFor(PATIENCE);
  await page.keyboard.press('Enter');
  await answered(page);
  await playground.tabTo('fix-all-choice');
  await page.keyboard.press('Space');
  const offered = await page.getByTestId('fix-all-choice').count();
  await said(apply(page), `Apply ${offered - 1} fix`);
  await answered(page);
  await playground.tabTo('fix-all-apply');
  await page.keyboard.press('Enter');
  await dialog(page).waitFor({ state: 'hidden', ...PATIENCE });
  await playground.settled();
  await playground.tabTo('undo');
  await page.keyboard.press('Enter');
  await playground.expectText(MENDABLE_SCHEMA);
  // Escape leaves the dialog and changes nothing.
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-field').waitFor();
  await page.keyboard.type('fix all');
  await page.locator('[data-testid=palette-row][aria-selected=true]').filter({ hasText: 'Fix all that is safe' }).waitFor(PATIENCE);
  await page.keyboard.press('Enter');
  await answered(page);
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'hidden', ...PATIENCE });
  await playground.expectText(MENDABLE_SCHEMA);
});

playgroundTest('fix all: is offered only where something can be fixed', async (playground, { page }) => {
  await playground.paste(STRONG_SCHEMA);
  assert.equal(await page.getByTestId('fix-all').count(), 0);
  // A choice of several ways is none to make for the reader.
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  const fixable = await page.getByTestId('fix-all').count();
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-field').waitFor();
  await page.keyboard.type('fix all that');
  const command = page.getByRole('option', { name: /Fix all that is safe/ });
  if (fixable === 0) await command.waitFor({ state: 'detached', ...PATIENCE });
  else await command.waitFor(PATIENCE);
});

playgroundTest('fix all: several parts are changed and come back together', async (playground, { page }) => {
  await playground.paste(MENDABLE_SCHEMA);
  await page.getByTestId('add-part').click();
  const second = 'create table remark (\n  id bigint generated always as identity primary key,\n  note_id bigint not null references note\n);\n';
  await page.waitForFunction(() => document.querySelectorAll('[data-testid=part-tab]').length > 1, undefined, PATIENCE);
  await playground.paste(second);
  await open(playground);
  await said(page.locator('.diff caption'), 'line');
  const parts = await page.locator('.diff caption').allInnerTexts();
  assert.ok(parts.length >= 2 && parts.every((title) => title.includes('·')), parts.join(', '));
  await apply(page).click();
  await playground.undoButton.waitFor(PATIENCE);
  await playground.settled();
  await playground.expectNoFinding('fk-no-index');
  await playground.undoButton.click();
  await playground.settled();
  await playground.expectFinding('fk-no-index');
  await playground.show('code');
  await playground.expectText(second);
  await playground.tabs.first().click();
  await playground.expectText(MENDABLE_SCHEMA);
});

for (const [device, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
  playgroundTest(`fix all: is accessible and fits, ${device}`, async (playground, { page }) => {
    await playground.paste(MENDABLE_SCHEMA);
    await open(playground);
    await page.getByTestId('fix-all-left').locator('summary').click();
    await page.getByTestId('fix-all-reason').first().waitFor(PATIENCE);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await assertAccessible(page, `what would change, ${colorScheme}`);
    }
    const [wide, room] = await dialog(page).evaluate((element) => [element.scrollWidth, element.clientWidth]);
    assert.ok(wide <= room, `${wide} in ${room} pixels`);
    await apply(page).click();
    await dialog(page).waitFor({ state: 'hidden', ...PATIENCE });
    await playground.undoButton.waitFor(PATIENCE);
    await playground.undoButton.click();
    await playground.show('code');
    await playground.expectText(MENDABLE_SCHEMA);
  }, { viewport });
}
