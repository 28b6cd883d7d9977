// The entity-relationship diagram: what it shows, how it is walked, moved, searched and taken along.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { assertAccessible } from '../accessible.mjs';
import { DESKTOP, PHONE } from '../browser.mjs';
import { playgroundTest } from '../tests.mjs';
import { CHECKED_SCHEMA } from '../texts.mjs';

/** A chain, a reference to itself, one to one, and a table that nothing refers to. */
const SHOP = `create table customer (
  id bigint generated always as identity primary key,
  email text not null,
  parent_id bigint references customer (id)
);
create table orders (
  id bigint generated always as identity primary key,
  customer_id bigint not null references customer (id),
  note text
);
create table invoice (
  id bigint generated always as identity primary key,
  order_id bigint not null unique references orders (id)
);
create table setting (name text primary key, value text not null);
`;

/** That many tables in two families, each but the first referring to an earlier one. */
const families = (count) =>
  Array.from({ length: count }, (_, at) => {
    const name = (number) => `${number % 2 ? 'sales' : 'stock'}_thing_${number}`;
    const columns = Array.from({ length: 8 }, (_, column) => `  value_${column} text not null,\n`).join('');
    const reference = at > 0 ? ` references ${name(Math.floor(at / 3))} (id)` : '';
    return `create table ${name(at)} (\n  id bigint primary key,\n${columns}  parent_id bigint${reference}\n);\n`;
  }).join('');

const boxes = (page) => page.getByTestId('diagram-box');
const box = (page, name) => page.locator(`[data-testid=diagram-box][data-name="${name}"]`);
const canvas = (page) => page.getByTestId('diagram-canvas');

async function open(playground, text, expected) {
  await playground.paste(text);
  await playground.show('diagram');
  await box(playground.page, expected).waitFor();
}

/** What is said of a box. */
const spoken = (page, name) => box(page, name).getByRole('option').getAttribute('aria-label');

/** The line of the text that is looked at. */
const line = (playground) => playground.editor.locator('.cm-activeLine').first().innerText();

/** The scale and place of the picture. */
const view = (page) => canvas(page).locator('svg > g').getAttribute('transform');

/** Where a box stands in the diagram. */
const placeOf = async (page, name) => (await box(page, name).getAttribute('transform')).match(/-?\d+/g).map(Number);

playgroundTest('diagram: an empty page says what will be drawn, a text without tables that there are none', async (playground, { page }) => {
  await playground.show('diagram');
  assert.match(await page.locator('#results-panel').innerText(), /its tables are drawn with their columns, keys and foreign keys/i);
  await playground.paste('select 1;');
  await playground.show('diagram');
  await page.getByTestId('diagram-none').waitFor();
});

playgroundTest('diagram: tables with keys and NULL, and a line for each foreign key', async (playground, { page }) => {
  await open(playground, SHOP, 'customer');
  assert.match(await page.getByTestId('diagram-summary').innerText(), /^4 relations, 3 foreign keys$/);
  assert.equal(await boxes(page).count(), 4);
  const orders = await box(page, 'orders').textContent();
  assert.match(orders, /PKidbigint/);
  assert.match(orders, /FKcustomer_idbigint/);
  assert.match(orders, /note text, NULL is accepted/);
  assert.match(orders, /customer_id bigint, NULL is refused/);
  assert.match(await box(page, 'invoice').textContent(), /FK UQorder_id/);
  // What is referred to stands left.
  const [customer, order, invoice] = await Promise.all(['customer', 'orders', 'invoice'].map((name) => placeOf(page, name)));
  assert.ok(customer[0] < order[0] && order[0] < invoice[0], `${customer} ${order} ${invoice}`);
  assert.match(await spoken(page, 'customer'), /3 columns, 1 foreign key to others, 2 foreign keys to it/);
});

playgroundTest('diagram: a mark leads to its finding, a column to its text, and a finding stands out', async (playground, { page }) => {
  await open(playground, SHOP, 'customer');
  await box(page, 'orders').locator('[data-row="1"] .row-name').click();
  assert.match(await line(playground), /customer_id bigint not null/);
  assert.match(await page.getByTestId('diagram-details').innerText(), /orders.*Refers to\s*customer.*Referred to by\s*invoice/s);
  await page.locator('[data-finding="email-not-unique:customer.email"]').click();
  const finding = playground.of('email-not-unique').first();
  await finding.waitFor();
  assert.equal(await finding.locator('button[aria-expanded]').first().getAttribute('aria-expanded'), 'true');
  await playground.show('diagram');
  await page.locator('.diagram-box.is-pointed').waitFor();
  assert.equal(await page.locator('.diagram-box.is-pointed').getAttribute('data-name'), 'customer');
  assert.equal(await box(page, 'customer').locator('.row-ground').count(), 1);
});

playgroundTest('diagram: zoom by wheel and buttons, pan by dragging, and all of it again', async (playground, { page }) => {
  await open(playground, SHOP, 'customer');
  const whole = await view(page);
  const { x, y, width, height } = await canvas(page).boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -200);
  await page.keyboard.up('Control');
  await page.waitForFunction((before) => document.querySelector('#diagram-canvas svg > g').getAttribute('transform') !== before, whole);
  const near = await view(page);
  const scale = (transform) => Number(transform.match(/scale\(([\d.]+)/)[1]);
  assert.ok(scale(near) > scale(whole), `${whole} to ${near}`);
  await page.getByTestId('diagram-fit').click();
  assert.equal(await view(page), whole);
  await page.getByRole('button', { name: 'Zoom out' }).click();
  assert.ok(scale(await view(page)) < scale(whole));
  // From a corner where nothing stands.
  const before = await view(page);
  await page.mouse.move(x + 5, y + 5);
  await page.mouse.down();
  await page.mouse.move(x + 65, y + 45, { steps: 4 });
  await page.mouse.up();
  const place = (transform) => transform.match(/translate\((\S+) (\S+)\)/).slice(1).map(Number);
  const [from, to] = [place(before), place(await view(page))];
  assert.ok(Math.abs(to[0] - from[0] - 60) < 2 && Math.abs(to[1] - from[1] - 40) < 2, `${from} to ${to}`);
});

playgroundTest('diagram: a box that was moved stays there after a visit, until all are arranged anew', async (playground, { page }) => {
  await open(playground, SHOP, 'customer');
  const before = await placeOf(page, 'setting');
  const { x, y } = await box(page, 'setting').locator('.box-head').boundingBox();
  await page.mouse.move(x + 30, y + 8);
  await page.mouse.down();
  await page.mouse.move(x + 120, y + 70, { steps: 5 });
  await page.mouse.up();
  await page.getByTestId('diagram-arrange').waitFor();
  const after = await placeOf(page, 'setting');
  assert.notDeepEqual(after, before);
  await page.waitForTimeout(600);
  await page.reload();
  await playground.ready();
  await playground.show('diagram');
  await box(page, 'setting').waitFor();
  assert.deepEqual(await placeOf(page, 'setting'), after);
  await page.getByTestId('diagram-arrange').click();
  await page.getByTestId('diagram-arrange').waitFor({ state: 'detached' });
  await page.waitForFunction(
    ([wanted]) => document.querySelector('[data-testid=diagram-box][data-name="setting"]')?.getAttribute('transform') === wanted,
    [`translate(${before[0]} ${before[1]})`],
  );
});

playgroundTest('diagram: the search goes to tables and columns', async (playground, { page }) => {
  await open(playground, SHOP, 'customer');
  const search = page.getByTestId('diagram-search');
  await search.fill('ORDER_ID');
  await page.getByText('1 of 1: invoice').waitFor();
  assert.equal(await page.locator('.diagram-box.is-selected').getAttribute('data-name'), 'invoice');
  assert.equal(await box(page, 'invoice').locator('.row-ground').count(), 1);
  await search.fill('customer');
  await page.getByText('1 of 2: customer').waitFor();
  await search.press('Enter');
  await page.getByText('2 of 2: orders').waitFor();
  await search.fill('nowhere');
  await page.getByText('nothing found').waitFor();
});

playgroundTest('diagram: only the neighbours stand out', async (playground, { page }) => {
  await open(playground, SHOP, 'customer');
  await box(page, 'invoice').locator('.box-name').click();
  await page.getByTestId('diagram-neighbours').click();
  const dim = await page.locator('.diagram-box.is-dim').evaluateAll((all) => all.map((one) => one.dataset.name));
  assert.deepEqual(dim.sort(), ['customer', 'setting']);
});

playgroundTest('diagram: without a mouse, along foreign keys to the text and to a finding', async (playground, { page }) => {
  await playground.paste(SHOP);
  await page.keyboard.press('Escape');
  await playground.tabTo('tab-findings');
  for (let count = 0; count < 3; count += 1) await page.keyboard.press('ArrowRight');
  assert.equal(await playground.focused(), 'tab-diagram');
  await box(page, 'customer').waitFor();
  await playground.tabTo('diagram-canvas');
  const active = () => canvas(page).evaluate((list) => document.getElementById(list.getAttribute('aria-activedescendant'))?.getAttribute('aria-label').split(',')[0]);
  const walk = async (key, expected) => {
    await page.keyboard.press(key);
    await page.waitForFunction(
      (name) => {
        const list = document.getElementById('diagram-canvas');
        return document.getElementById(list.getAttribute('aria-activedescendant'))?.getAttribute('aria-label').startsWith(`${name},`);
      },
      expected,
    );
    assert.equal(await active(), expected);
  };
  await walk('Home', 'customer');
  await walk('ArrowRight', 'orders');
  await walk('ArrowRight', 'invoice');
  await walk('ArrowLeft', 'orders');
  await page.keyboard.press('Enter');
  assert.match(await line(playground), /create table orders/);
  assert.equal(await playground.focused(), 'diagram-canvas');
  const before = await view(page);
  await page.keyboard.press('-');
  assert.notEqual(await view(page), before);
  await page.keyboard.press('0');
  await walk('ArrowLeft', 'customer');
  await page.keyboard.press('Enter');
  await playground.tabTo('diagram-finding');
  await page.keyboard.press('Enter');
  await playground.findings.first().waitFor();
});

playgroundTest('diagram: the tables say the same', async (playground, { page }) => {
  await open(playground, SHOP, 'customer');
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  const relations = await page.getByTestId('diagram-relations').innerText();
  assert.match(relations, /orders\s+table\s+3\s+warning\s+1\s+id\s+note/);
  const keys = await page.getByTestId('diagram-keys').innerText();
  assert.match(keys, /orders \(customer_id\)\s+customer \(id\)\s+exactly one\s+zero or more/);
  assert.match(keys, /invoice \(order_id\)\s+orders \(id\)\s+exactly one\s+zero or one/);
  assert.match(keys, /customer \(parent_id\)\s+customer \(id\)\s+zero or one\s+zero or more/);
});

playgroundTest('diagram: files to save and to copy', async (playground, { page }) => {
  await open(playground, SHOP, 'customer');
  await page.getByTestId('diagram-export').click();
  const saved = async (format) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(`save-${format}`).click()]);
    return [download.suggestedFilename(), await readFile(await download.path())];
  };
  const [svgName, svg] = await saved('svg');
  assert.equal(svgName, 'diagram.svg');
  assert.match(svg.toString(), /^<svg [^>]*>\s*<title>Entity-relationship diagram<\/title>\s*<desc>4 relations/);
  assert.match(svg.toString(), />customer_id</);
  const [pngName, png] = await saved('png');
  assert.equal(pngName, 'diagram.png');
  assert.deepEqual([...png.subarray(1, 4)], [...'PNG'].map((letter) => letter.charCodeAt(0)));
  assert.ok(png.length > 5_000, `a picture of ${png.length} bytes`);
  const [dbmlName, dbml] = await saved('dbml');
  assert.equal(dbmlName, 'schema.dbml');
  assert.match(dbml.toString(), /Ref "orders_customer_id_fkey": "orders"\."customer_id" > "customer"\."id"/);
  assert.match(dbml.toString(), /: "invoice"\."order_id" - "orders"\."id"/);
  await page.getByTestId('copy-mermaid').click();
  await page.getByText('Copied diagram.mmd').first().waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^erDiagram\n/);
  assert.match(copied, /"customer" \|\|\.\.o\{ "orders" : "customer_id"/);
});

playgroundTest('diagram: hundreds of tables come in groups that open', async (playground, { page }) => {
  await playground.paste(families(400));
  await playground.show('diagram');
  await boxes(page).first().waitFor();
  assert.match(await page.getByTestId('diagram-summary').innerText(), /400 relations, 399 foreign keys in \d+ groups/);
  const groups = await boxes(page).count();
  assert.ok(groups >= 2 && groups < 60, `${groups} groups`);
  const search = page.getByTestId('diagram-search');
  await search.fill('sales_thing_399');
  await box(page, 'sales_thing_399').waitFor();
  await page.getByTestId('diagram-ungroup').click();
  await page.getByTestId('diagram-summary').getByText('400 relations, 399 foreign keys', { exact: true }).waitFor();
});

for (const colorScheme of ['light', 'dark']) {
  for (const [device, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
    playgroundTest(`diagram: accessible, ${colorScheme}, ${device}`, async (playground, { page }) => {
      await playground.show('diagram');
      await assertAccessible(page, 'empty');
      await open(playground, SHOP + CHECKED_SCHEMA.replaceAll('customer', 'client'), 'customer');
      await box(page, 'orders').locator('.box-name').click();
      await page.getByTestId('diagram-details').waitFor();
      await assertAccessible(page, 'diagram');
      await page.getByRole('button', { name: 'Table', exact: true }).click();
      await page.getByTestId('diagram-tables').waitFor();
      await page.getByTestId('diagram-export').click();
      await assertAccessible(page, 'tables');
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `the page is ${overflow} px wider than the screen`);
    }, { viewport, colorScheme });
  }
}
