// What was understood of a schema, what was not, and what another database would make of it.
import assert from 'node:assert/strict';
import { PHONE } from '../browser.mjs';
import { playgroundTest } from '../tests.mjs';
import { CHECKED_SCHEMA, GAPPY_SCHEMA, WEAK_SCHEMA, manyTables } from '../texts.mjs';

playgroundTest('understood: an empty page says what will be listed', async (playground, { page }) => {
  await playground.show('understood');
  assert.match(await page.locator('#results-panel').innerText(), /tables, columns, keys and indexes are listed/i);
});

playgroundTest('understood: relations with their columns and facts', async (playground) => {
  await playground.paste(CHECKED_SCHEMA);
  await playground.show('understood');
  assert.match(await playground.understoodSummary.innerText(), /2 tables, 1 foreign key/);
  const payment = await playground.openRelation('payment');
  const facts = await payment.innerText();
  for (const expected of [/customer_id\s+integer\s+not null\s+→\s*customer/, /numeric\(10,2\)/, /amount > 0/, /payment_pkey/, /primary key/]) {
    assert.match(facts, expected);
  }
  // Opening one leaves the others closed.
  assert.equal(await playground.relations.locator('[aria-expanded=true]').count(), 1);
});

playgroundTest('understood: how much of what is wrong is refused, where the least, and how that is counted', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.show('understood');
  const coverage = page.getByTestId('coverage');
  assert.match(await coverage.innerText(), /\d+ % covered\s+Of \d+ kinds of wrong values .* Least covered: member/s);
  await coverage.locator('summary').focus();
  await page.keyboard.press('Enter');
  assert.match(await coverage.innerText(), /refused ÷ \(refused \+ accepted\)/);
});

playgroundTest('understood: a column, a constraint and a gap lead to their text', async (playground) => {
  await playground.paste(GAPPY_SCHEMA);
  await playground.show('understood');
  const member = await playground.openRelation('member');
  await member.getByRole('button', { name: 'email', exact: true }).click();
  assert.equal(await playground.selectedText(), 'email');
  const gaps = playground.gaps;
  assert.equal(await gaps.count(), 3);
  const shown = await gaps.allInnerTexts();
  assert.match(shown[0], /not understood/i);
  assert.match(shown[1], /not understood/i);
  assert.match(shown[2], /not in the paste/i);
  assert.match(shown[2], /club/);
  await gaps.nth(0).getByRole('button').click();
  assert.match(await playground.selectedText(), /^create tabel oops/);
  await gaps.nth(1).getByRole('button').click();
  assert.match(await playground.selectedText(), /sparkling/);
  await gaps.nth(2).getByRole('button').click();
  assert.match(await playground.selectedText(), /references club/);
});

playgroundTest('understood: another version of the database shows what stops being enforced, and back', async (playground) => {
  await playground.paste(CHECKED_SCHEMA);
  await playground.dialectChip.selectOption('mysql 8.4.8');
  await playground.settled();
  await playground.show('understood');
  await playground.dialectChip.selectOption('mysql 5.7.44');
  await playground.settled();
  await playground.expectChanges('From MySQL 8.4.8 to MySQL 5.7.44', [/1 CHECK is read and ignored/]);
  assert.match(await playground.serverChanges.innerText(), /from 8\.0\.16 on/);
  assert.match(await playground.understoodSummary.innerText(), /MySQL 5\.7\.44/);
  await playground.serverChanges.getByRole('button', { name: /chk/ }).click();
  assert.match(await playground.selectedText(), /check \(amount > 0\)/);
  await playground.dialectChip.selectOption('mysql 8.4.8');
  await playground.settled();
  await playground.expectChanges('From MySQL 5.7.44 to MySQL 8.4.8', [/1 CHECK is enforced/]);
  await playground.serverChanges.getByRole('button', { name: 'Close the comparison' }).click();
  await playground.serverChanges.waitFor({ state: 'detached' });
});

playgroundTest('understood: another product shows what stops and what starts', async (playground) => {
  await playground.paste(CHECKED_SCHEMA);
  await playground.dialectChip.selectOption('sqlite 3.50');
  await playground.settled();
  // The choice itself brings the comparison to the front.
  await playground.expectChanges('From PostgreSQL 18 to SQLite 3.50', [
    /1 foreign key is not enforced/, /length.* not enforced/, /column type.* not enforced/,
  ]);
});

playgroundTest('understood: a change of the text renews it, and a new text drops what belonged to the old one', async (playground, { page }) => {
  await playground.paste(CHECKED_SCHEMA);
  await playground.dialectChip.selectOption('mysql 5.7.44');
  await playground.settled();
  await playground.serverChanges.waitFor();
  await playground.textField.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText('create table refund (id int primary key);\n');
  await playground.settled();
  await playground.relation('refund').waitFor();
  assert.match(await playground.understoodSummary.innerText(), /3 tables/);
});

playgroundTest('understood: hundreds of tables are bounded, and found by a word', async (playground) => {
  await playground.paste(manyTables(250));
  await playground.show('understood');
  await playground.relations.first().waitFor();
  assert.equal(await playground.relations.count(), 100);
  await playground.page.getByRole('button', { name: /Show more/ }).click();
  assert.equal(await playground.relations.count(), 200);
  await playground.relationFilter.fill('THING_240');
  await playground.relation('thing_240').waitFor();
  assert.equal(await playground.relations.count(), 1);
  // A column's name finds its tables too.
  await playground.relationFilter.fill('serial_249');
  await playground.relation('thing_249').waitFor();
  assert.equal(await playground.relations.count(), 1);
  await playground.relationFilter.fill('nowhere');
  await playground.page.getByText('0 of 250').waitFor();
});

playgroundTest('understood: without a mouse, from the tab to a table and its column in the text', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  // Out of the editor, in which Tab means something.
  await page.keyboard.press('Escape');
  await playground.tabTo('tab-findings');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.equal(await playground.focused(), 'tab-understood');
  await playground.tabTo('relation');
  await page.keyboard.press('Enter');
  await playground.relation('member').locator('table').waitFor();
  const name = () => page.evaluate(() => document.activeElement.textContent);
  for (let count = 0; count < 10 && (await name()) !== 'email'; count += 1) await page.keyboard.press('Tab');
  assert.equal(await name(), 'email');
  await page.keyboard.press('Enter');
  assert.equal(await playground.selectedText(), 'email');
  assert.equal(await playground.focused(), 'editor');
});

playgroundTest('understood: on a phone the database is changed and the comparison opened', async (playground) => {
  await playground.paste(CHECKED_SCHEMA);
  await playground.dialectChip.selectOption('mysql 5.7.44');
  await playground.settled();
  await playground.show('understood');
  await playground.serverChanges.waitFor();
  const payment = await playground.openRelation('payment');
  await payment.getByRole('button', { name: 'amount', exact: true }).click();
  assert.equal(await playground.selectedText(), 'amount');
  assert.ok(await playground.editor.isVisible(), 'the text is not in front');
}, { viewport: PHONE });

playgroundTest('understood: database and version are kept over a visit', async (playground, { page }) => {
  await playground.paste(CHECKED_SCHEMA);
  await playground.dialectChip.selectOption('mariadb 10.6');
  await playground.settled();
  await page.waitForTimeout(600);
  await page.reload();
  await playground.ready();
  assert.match(await playground.chip(playground.dialectChip), /MariaDB 10\.6/);
});
