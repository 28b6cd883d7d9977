// Sample rows: what they show, beside the schema and alone.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { assertAccessible } from '../accessible.mjs';
import { DESKTOP, PHONE } from '../browser.mjs';
import { playgroundTest } from '../tests.mjs';
import { WEAK_SCHEMA } from '../texts.mjs';

const sample = (file) => readFile(new URL(`../../../static/samples/harbour-berths/${file}`, import.meta.url), 'utf8');
const SCHEMA = await sample('broken/1-schema.sql');
const ROWS = await sample('broken/2-berth_bookings.csv');

const rows = (page) => page.getByTestId('survey-row');

/** The rows of the answer, each in one line. */
async function told(page) {
  await page.getByRole('heading', { name: 'What do these rows say?' }).waitFor();
  await rows(page).first().waitFor();
  return (await rows(page).allInnerTexts()).map((row) => row.replace(/\s+/g, ' ').trim());
}

/** Rows in a part of their own, beside what is there. */
async function addRows(playground, text) {
  await playground.page.getByTestId('add-part').click();
  await playground.paste(text);
}

playgroundTest('rows: pasted alone they say what they show, without a click', async (playground, { page }) => {
  await playground.paste(ROWS);
  const said = await told(page);
  assert.equal(await playground.chip(playground.kindChip), 'Rows');
  assert.ok(said.some((row) => /^berth → pier .* line 26 has East for B2, line 19 has South tested 40 times and broken once/.test(row)), said.join('\n'));
  assert.ok(said.some((row) => /^skipper → skipper_email .* held in all 48 rows tested 40 times and never broken$/.test(row)), said.join('\n'));
  assert.ok(!said.some((row) => row.includes('refused by')), said.join('\n'));
  // What is mended is gone.
  await playground.paste(ROWS.replace('B2,East', 'B2,South'));
  await page.getByText('line 26 has').waitFor({ state: 'detached' });
  // With another text the findings come back to the front.
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  await playground.findings.first().waitFor();
});

playgroundTest('rows: beside a schema it says what it makes of them, and each leads to its line', async (playground, { page }) => {
  await playground.paste(SCHEMA);
  await addRows(playground, ROWS);
  const said = await told(page);
  assert.match(said[0], /^Line 9 .* refused by the CHECK berth_bookings_boat_length_check SQLSTATE 23514 berth_bookings refuses it$/);
  await rows(page).first().getByRole('button', { name: /line 9/ }).click();
  assert.match(await playground.selectedText(), /^2048,2026-05-19,.*-9\.95/);
  // The schema takes a number twice, until it says that it does not.
  assert.ok(said.some((row) => /^booking_no .* 2070 is in line 31 and in line 32 .* berth_bookings takes two rows with the same$/.test(row)), said.join('\n'));
  await playground.tabs.first().click();
  await playground.paste(SCHEMA.replace('booking_no    integer not null', 'booking_no    integer primary key'));
  await playground.tabs.nth(1).click();
  await page.getByText('refused by the unique index berth_bookings_pkey').waitFor();
});

playgroundTest('rows: JSON, and what is not understood of it', async (playground, { page }) => {
  const objects = [...Array(12).keys()].map((at) => ({ id: at, zip: ['10115', '04109'][at % 2], city: ['Berlin', 'Leipzig'][at % 2] }));
  await playground.paste(`${JSON.stringify(objects, null, 1).slice(0, -2)}, {"id": 12, "zip": oops}]`);
  const said = await told(page);
  assert.match(said[0], /^a place in the text .* this is no JSON value; it is left out$/i);
  assert.ok(said.some((row) => /^zip → city .* tested 10 times and never broken$/.test(row)), said.join('\n'));
});

playgroundTest('rows: a table as psql prints it', async (playground, { page }) => {
  const lines = [...Array(12).keys()].map((at) => ` ${at} | ${['10115', '04109'][at % 2]} | ${['Berlin', 'Leipzig'][at % 2]} `);
  await playground.paste(` id | zip | city \n----+-----+------\n${lines.join('\n')}\n(12 rows)\n`);
  const said = await told(page);
  assert.equal(await playground.chip(playground.kindChip), 'Rows');
  assert.ok(said.some((row) => /^zip → city .* tested 10 times and never broken$/.test(row)), said.join('\n'));
});

playgroundTest('rows: the tabs of the text lead there and back, and a link opens where it was made', async (playground, { page }) => {
  await playground.paste(SCHEMA);
  await addRows(playground, ROWS);
  await told(page);
  await playground.tabs.first().click();
  await playground.findings.first().waitFor();
  await playground.tabs.nth(1).click();
  await told(page);
  await playground.show('findings');
  await page.keyboard.press('ControlOrMeta+s');
  await page.waitForFunction(() => location.hash.includes('view=findings'));
  await page.reload();
  await playground.ready();
  await playground.findings.first().waitFor();
  // From the diagram nobody is led away.
  await page.getByTestId('tab-diagram').click();
  await playground.tabs.first().click();
  await playground.tabs.nth(1).click();
  assert.equal(await page.getByTestId('tab-diagram').getAttribute('aria-selected'), 'true');
});

playgroundTest('rows: found by typing and by keyboard, and in the link', async (playground, { page }) => {
  await playground.paste(SCHEMA);
  await addRows(playground, ROWS);
  await told(page);
  await playground.show('findings');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByTestId('palette-field').fill('sample rows');
  await page.keyboard.press('Enter');
  await told(page);
  await page.keyboard.press('ControlOrMeta+s');
  await page.waitForFunction(() => location.hash.includes('view=understood-rows'));
  await page.reload();
  await playground.ready();
  await told(page);
  assert.equal(await playground.tabs.count(), 2);
});

playgroundTest('rows: five thousand of them, and more than that', async (playground, { page }) => {
  const lines = [...Array(6_000).keys()].map((at) => `${at},${at % 97},${at % 97 % 7},${at * 31 % 1000},x${at % 13}`);
  await playground.paste(`id,zip,area,house,street\n${lines.join('\n')}\n`);
  const said = await told(page);
  assert.ok(said.some((row) => /^zip → area .* held in all 5,?000 rows/.test(row)), said.join('\n'));
  assert.match(await page.getByTestId('survey').innerText(), /6000 rows of 5 columns\. Only the first 5000 rows are compared/);
});

for (const colorScheme of ['light', 'dark']) {
  for (const [device, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
    playgroundTest(`rows: accessible, and no wider than the screen: ${colorScheme}, ${device}`, async (playground, { page }) => {
      await page.evaluate(() => { location.hash = '#ex=harbour-berths'; });
      await playground.tabs.nth(1).waitFor();
      await playground.settled();
      await playground.tabs.nth(1).click();
      await playground.show('understood');
      await told(page);
      await assertAccessible(page, 'rows');
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `the page is ${overflow} px wider than the screen`);
    }, { viewport, colorScheme });
  }
}
