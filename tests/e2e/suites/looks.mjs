// Looks at what was understood: normal forms, indexes and coverage of all tables, by keyboard, in both themes, on a phone.
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessible.mjs';
import { DESKTOP, PHONE } from '../browser.mjs';
import { playgroundTest } from '../tests.mjs';
import { manyTables } from '../texts.mjs';

const SCHEMA = `create table courses (id int primary key, title text not null);
create table enrolments (
  student_id int,
  course_id int references courses (id),
  course_title text,
  primary key (student_id, course_id)
);
create table invoices (
  id int primary key,
  number text not null unique,
  email text,
  total numeric(12, 2) not null check (total >= 0)
);
create index invoices_number_idx on invoices (number);
`;
const LOOKS = ['relations', 'forms', 'indexes', 'coverage'];

const rows = (page) => page.getByTestId('survey-row');
const tab = (look) => `understood-look-${look}`;

/** The rows of the look that asks this, each in one line. */
async function answered(page, question) {
  await page.getByRole('heading', { name: question }).waitFor();
  return (await rows(page).allInnerTexts()).map((row) => row.replace(/\s+/g, ' ').trim());
}

async function look(playground, name) {
  await playground.show('understood');
  await playground.page.getByTestId(tab(name)).click();
}

playgroundTest('looks: chosen by arrow keys, each answers its question with the worst first', async (playground, { page }) => {
  await playground.paste(SCHEMA);
  // Out of the editor, in which Tab means something.
  await page.keyboard.press('Escape');
  await playground.tabTo('tab-findings');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await playground.tabTo(tab('relations'));
  assert.equal(await playground.relations.count(), 3);
  await page.keyboard.press('ArrowRight');
  assert.equal(await playground.focused(), tab('forms'));
  const forms = await answered(page, 'Is each fact stored once?');
  assert.equal(forms.length, 3);
  assert.match(forms[0], /^enrolments line 2 student_id, course_id \(primary\) 1NF course_id → course_title \(likely\) Two rows with the same course_id/);
  assert.match(forms[1], /^courses .* BCNF no known dependency breaks it$/);
  assert.equal(await playground.relations.count(), 0);
  await page.keyboard.press('ArrowRight');
  const indexes = await answered(page, 'Which look-ups are quick?');
  assert.match(indexes[0], /^enrolments line 4 no index \(course_id\) foreign key → courses no index leads with course_id$/);
  assert.match(indexes[1], /^invoices line 14 invoices_number_idx btree \(number\) no .* invoices_number_key has the same keys$/);
  assert.ok(indexes.some((row) => /enrolments_pkey btree \(student_id, course_id\) yes primary key$/.test(row)), indexes.join('\n'));
  await page.keyboard.press('ArrowRight');
  const coverage = await answered(page, 'What would be let in?');
  assert.match(coverage.join('\n'), /^invoices line 8 \d+ % \d of \d .*1 of 1/m);
  assert.match(await page.getByTestId('survey').innerText(), /refused ÷ \(refused \+ accepted\)/);
  await page.keyboard.press('End');
  await answered(page, 'What do these rows say?');
  assert.match(await page.getByTestId('survey').innerText(), /There are no sample rows here/);
  await page.keyboard.press('ArrowRight');
  assert.equal(await playground.focused(), tab('relations'));
  await playground.relation('courses').waitFor();
});

playgroundTest('looks: a row leads to the card, to the text and to the finding', async (playground, { page }) => {
  await playground.paste(SCHEMA);
  await look(playground, 'indexes');
  await answered(page, 'Which look-ups are quick?');
  await rows(page).nth(1).getByRole('button', { name: /line 14/ }).click();
  assert.match(await playground.selectedText(), /^create index invoices_number_idx/);
  await rows(page).nth(1).getByRole('button', { name: /has the same keys/ }).click();
  await playground.of('duplicate-index').locator('[aria-expanded=true]').first().waitFor();
  await look(playground, 'forms');
  await answered(page, 'Is each fact stored once?');
  await rows(page).first().getByRole('button', { name: 'enrolments' }).focus();
  await page.keyboard.press('Enter');
  await playground.relation('enrolments').locator('.relation-body').waitFor();
  assert.equal(await page.getByTestId(tab('relations')).getAttribute('aria-selected'), 'true');
  await page.waitForFunction(() => document.activeElement?.closest('[data-relation=enrolments]'));
});

playgroundTest('looks: found by typing, and in the link', async (playground, { page }) => {
  await playground.paste(SCHEMA);
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByTestId('palette-field').fill('bcnf');
  await page.keyboard.press('Enter');
  await answered(page, 'Is each fact stored once?');
  await page.keyboard.press('ControlOrMeta+s');
  await page.waitForFunction(() => location.hash.includes('view=understood-forms'));
  await page.reload();
  await playground.ready();
  await answered(page, 'Is each fact stored once?');
});

playgroundTest('looks: a change of the text is a change of the rows', async (playground, { page }) => {
  await playground.paste(SCHEMA);
  await look(playground, 'indexes');
  await answered(page, 'Which look-ups are quick?');
  await playground.textField.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText('create index on enrolments (course_id);\n');
  await page.getByTestId('survey').getByText('no index leads with').waitFor({ state: 'detached' });
  assert.match((await answered(page, 'Which look-ups are quick?'))[0], /^invoices line 14/);
});

playgroundTest('looks: of a thousand tables a hundred are drawn, and more when asked for', async (playground, { page }) => {
  await playground.paste(manyTables(1000));
  await look(playground, 'forms');
  await answered(page, 'Is each fact stored once?');
  assert.equal(await rows(page).count(), 100);
  await page.getByRole('button', { name: 'Show more (900 left)' }).click();
  await page.getByRole('button', { name: 'Show more (800 left)' }).waitFor();
  assert.equal(await rows(page).count(), 200);
  // The last by name is far behind in the list of cards: it is there when it is opened.
  await page.getByTestId(tab('coverage')).click();
  await answered(page, 'What would be let in?');
  assert.equal(await rows(page).count(), 100);
  await rows(page).nth(99).getByRole('button', { name: /^thing_/ }).click();
  await playground.relations.locator('.relation-body').waitFor();
});

for (const colorScheme of ['light', 'dark']) {
  for (const [device, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
    playgroundTest(`looks: accessible, and no wider than the screen: ${colorScheme}, ${device}`, async (playground, { page }) => {
      await playground.paste(SCHEMA);
      await playground.show('understood');
      for (const name of LOOKS.slice(1)) {
        await page.getByTestId(tab(name)).click();
        await page.locator(`.survey-table.is-${name}`).waitFor();
        await assertAccessible(page, name);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(overflow <= 0, `${name}: the page is ${overflow} px wider than the screen`);
      }
      const panel = page.getByRole('region', { name: 'What would be let in?' });
      const hidden = await panel.evaluate((region) => region.scrollWidth - region.clientWidth);
      assert.equal(hidden > 0, device === 'phone', 'a table scrolls in its own place, where there is no room for it');
    }, { viewport, colorScheme });
  }
}
