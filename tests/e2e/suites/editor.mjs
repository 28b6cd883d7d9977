// The editor as a workbench, by the keyboard alone.
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessible.mjs';
import { PHONE } from '../browser.mjs';
import { playgroundTest } from '../tests.mjs';
import { manyTables, WEAK_SCHEMA } from '../texts.mjs';

const SHOP = `create table shop (
  id bigint generated always as identity primary key,
  name text not null
);
create table orders (
  id bigint generated always as identity primary key,
  shop_id bigint not null references shop (id)
);
`;

/** What the editor's list shows: its label, the options, the selected one, and whether the text field leads to it. */
async function list(page) {
  const shown = page.getByRole('listbox');
  await shown.waitFor({ timeout: 10_000 });
  return shown.evaluate((box) => {
    const options = [...box.querySelectorAll('[role=option]')];
    const content = box.getRootNode().querySelector('.cm-content');
    const active = content.getAttribute('aria-activedescendant');
    const selected = options.find((option) => option.getAttribute('aria-selected') === 'true');
    return {
      label: box.getAttribute('aria-label'),
      options: options.map((option) => option.textContent),
      selected: selected?.textContent,
      isLinked: content.getAttribute('aria-controls') === box.id && active === selected?.id,
    };
  });
}

const noList = (page) => page.getByRole('listbox').waitFor({ state: 'detached' });

/** Waits until the workbench is there, then types into an empty text. */
async function begin(playground, page, text) {
  await playground.paste(text);
  await page.evaluate(() => globalThis.rowproof.workbench);
  await page.keyboard.press('ControlOrMeta+End');
}

/** Puts the caret before the first place of the words. */
async function goTo(page, words, { after = false } = {}) {
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+f');
  await page.keyboard.type(words);
  await page.keyboard.press('Escape');
  await page.keyboard.press(after ? 'ArrowRight' : 'ArrowLeft');
}

playgroundTest('editor: columns are suggested while typing, and taken with Enter', async (playground, { page }) => {
  await begin(playground, page, SHOP);
  await page.keyboard.type('select na from shop;', { delay: 5 });
  await page.keyboard.press('Escape');
  for (let count = 0; count < ' from shop;'.length; count += 1) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Control+Space');
  const shown = await list(page);
  assert.equal(shown.label, 'Suggestions');
  assert.match(shown.options[0], /^name text · shop/);
  assert.equal(shown.selected, shown.options[0]);
  assert.ok(shown.isLinked, 'the text field leads to the option');
  await assertAccessible(page, 'suggestions');
  await page.keyboard.press('Enter');
  await noList(page);
  assert.match(await playground.text(), /select name from shop;/);
});

playgroundTest('editor: a list opens by itself at the second letter, closes with Esc, and Tab stays Tab', async (playground, { page }) => {
  await begin(playground, page, SHOP);
  await page.keyboard.type('select * from sh', { delay: 20 });
  assert.match((await list(page)).options[0], /^shop/);
  await page.keyboard.press('Escape');
  await noList(page);
  assert.equal(await playground.focused(), 'editor');
  await playground.leaveEditor();
});

playgroundTest('editor: a suggestion takes the place of what was written of a name in quotes', async (playground, { page }) => {
  await begin(playground, page, 'create table "order lines" (id bigint primary key, "net price" numeric);\n');
  await page.keyboard.type('select * from "order li', { delay: 20 });
  assert.match((await list(page)).options[0], /^"order lines"/);
  await page.keyboard.press('Enter');
  await playground.expectText('create table "order lines" (id bigint primary key, "net price" numeric);\nselect * from "order lines"');
});

playgroundTest('editor: nothing is suggested within a comment or a string', async (playground, { page }) => {
  await begin(playground, page, SHOP);
  for (const start of ['-- se', "select 'se"]) {
    await page.keyboard.type(start, { delay: 20 });
    await page.waitForTimeout(400);
    assert.equal(await page.getByRole('listbox').count(), 0, start);
    await page.keyboard.press('Control+Space');
    await page.waitForTimeout(200);
    assert.equal(await page.getByRole('listbox').count(), 0, start);
    await page.keyboard.press('Enter');
  }
});

playgroundTest('editor: Enter makes a new line where the word is already whole', async (playground, { page }) => {
  await begin(playground, page, SHOP);
  await page.keyboard.type('select id', { delay: 30 });
  await page.waitForTimeout(400);
  await page.keyboard.press('Enter');
  await page.keyboard.type('from shop', { delay: 30 });
  await page.waitForTimeout(300);
  assert.match(await playground.text(), /select id\n\s*from shop/);
});

playgroundTest('editor: fixes at the caret are listed with the lines they change and are one step to undo', async (playground, { page }) => {
  await begin(playground, page, WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  await goTo(page, 'email', { after: true });
  await page.keyboard.press('Control+.');
  const shown = await list(page);
  assert.equal(shown.label, 'Fixes');
  assert.match(shown.selected, /\+ .*unique/i);
  assert.ok(shown.isLinked, 'the text field leads to the fix');
  await assertAccessible(page, 'fixes');
  await page.keyboard.press('Escape');
  await noList(page);
  assert.equal(await playground.focused(), 'editor');
  await page.keyboard.press('Control+.');
  await list(page);
  await page.keyboard.press('Enter');
  await playground.settled();
  await playground.expectNoFinding('email-not-unique');
  assert.equal(await playground.focused(), 'editor');
  await page.keyboard.press('ControlOrMeta+Z');
  await playground.expectText(WEAK_SCHEMA);
});

playgroundTest('editor: a name is described on request, in the words of the database', async (playground, { page }) => {
  await begin(playground, page, SHOP);
  await goTo(page, 'shop_id', { after: true });
  await page.keyboard.press('Control+i');
  const tip = page.locator('.tip-meaning');
  await tip.waitFor();
  assert.match(await tip.innerText(), /orders\.shop_id column\s+bigint, not null, → shop/);
  // What is heard has its pauses.
  await page.locator('.said').filter({ hasText: /^orders\.shop_id column\. bigint, not null/ }).waitFor({ state: 'attached' });
  await assertAccessible(page, 'a description');
  await page.keyboard.press('Escape');
  await tip.waitFor({ state: 'detached' });
  await goTo(page, 'id bigint');
  await page.keyboard.press('Control+i');
  assert.match(await tip.innerText(), /referenced by orders\.shop_id/);
});

playgroundTest('editor: F12 goes to the declaration in another part, Shift-F12 lists the places', async (playground, { page }) => {
  await begin(playground, page, SHOP);
  await page.getByTestId('add-part').click();
  await playground.paste('select name from shop join orders on shop_id = shop.id;');
  await goTo(page, 'orders', { after: true });
  await page.keyboard.press('Shift+F12');
  const shown = await list(page);
  assert.equal(shown.label, 'orders: 2 places');
  assert.equal(shown.options.length, 2);
  await assertAccessible(page, 'places');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F12');
  await page.waitForFunction(() => document.querySelector('[data-testid=part-tab][aria-selected=true]')?.textContent.includes('Schema'));
  assert.equal(await playground.selectedText(), 'orders');
  assert.equal(await playground.focused(), 'editor');
});

playgroundTest('editor: a body folds and opens, and the caret that goes in opens it', async (playground, { page }) => {
  await begin(playground, page, SHOP);
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+Shift+BracketLeft');
  await playground.expectText(SHOP.replace(/\([^;]*\n\);/, '(…);'));
  await page.keyboard.press('Control+Shift+BracketRight');
  await playground.expectText(SHOP);
  await page.keyboard.press('Control+Alt+BracketLeft');
  await playground.expectText('create table shop (…);\ncreate table orders (…);\n');
  await goTo(page, 'shop_id');
  assert.match(await playground.text(), /shop_id bigint/);
});

playgroundTest('editor: comments, more carets and layout by keys', async (playground, { page }) => {
  await begin(playground, page, 'create table a(b int,c int);\n');
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+/');
  await playground.expectText('-- create table a(b int,c int);\n');
  await page.keyboard.press('Control+/');
  await page.keyboard.press('Shift+Alt+F');
  await playground.expectText('create table a (\n  b int,\n  c int\n);\n');
  await page.keyboard.press('ControlOrMeta+Z');
  await playground.expectText('create table a(b int,c int);\n');
  await goTo(page, 'int', { after: true });
  await page.keyboard.press('Control+d');
  await page.keyboard.press('Control+d');
  await page.keyboard.insertText('text');
  await playground.expectText('create table a(b text,c text);\n');
});

playgroundTest('editor: what is typed into a large text reaches the page, and a fix meanwhile loses nothing', async (playground, { page }) => {
  await begin(playground, page, manyTables(2200));
  await page.keyboard.insertText('create table zz_first (a int);\n');
  const expectTables = async (count) => {
    await playground.show('understood');
    await page.waitForFunction((words) =>
      document.querySelector('[data-testid=understood-summary]')?.textContent.includes(words), `${count} tables`);
  };
  await expectTables(2201);
  await playground.textField.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('create table zz_second (a int);');
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.keyboard.type('\ncreate table zz_third (a int);');
  await expectTables(2203);
  await playground.textField.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('Home');
  for (let count = 0; count < 'create table z'.length; count += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Control+.');
  await list(page);
  await page.keyboard.press('Enter');
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('\ncreate table zz_fourth (a int);');
  await expectTables(2204);
});

playgroundTest('editor: a tap on the sign beside the text lists the fixes', async (playground, { page }) => {
  await begin(playground, page, WEAK_SCHEMA);
  await page.locator('.sign').first().click();
  const shown = await list(page);
  assert.equal(shown.label, 'Fixes');
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `the page is ${overflow} px wider than the screen`);
  await assertAccessible(page, 'fixes on a phone');
  await page.getByRole('listbox').getByRole('option').first().click();
  await playground.settled();
  assert.notEqual(await playground.text(), WEAK_SCHEMA);
}, { viewport: PHONE });
