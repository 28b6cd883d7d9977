// A long list answers at once what is worst, and shows what is asked for.
import assert from 'node:assert/strict';
import { playgroundTest } from '../tests.mjs';

const LONG = `
CREATE TABLE customers (id integer PRIMARY KEY, email text, status text, created_at timestamp, balance real);
CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer, status text, total real, created_at timestamp);
CREATE TABLE audit_entries (note text);
`;

const cards = (page) => page.locator('#results [data-testid=finding]');
const tables = (page) => cards(page).evaluateAll((all) => all.map((card) => card.id.split(':')[1]?.split('.')[0]));

playgroundTest('filter: the worst three come first and lead to their cards', async (playground, { page }) => {
  await playground.paste(LONG);
  const worst = page.getByTestId('worst');
  await worst.waitFor();
  assert.equal(await worst.locator('li').count(), 3);
  await worst.getByRole('button').first().click();
  const open = page.locator('#results [data-testid=finding].is-open');
  await open.waitFor();
  assert.equal(
    (await open.locator('.finding-message').innerText()).trim(),
    (await worst.getByRole('button').first().innerText()).trim(),
  );
});

playgroundTest('filter: by table, severity and rule, said and taken back, without a mouse', async (playground, { page }) => {
  await playground.paste(LONG);
  const all = await cards(page).count();
  await page.getByTestId('filter-table').selectOption('orders');
  assert.deepEqual([...new Set(await tables(page))], ['orders']);
  const shown = await cards(page).count();
  assert.equal(await page.getByTestId('filter-status').innerText(), `${shown} of ${all}`);
  assert.equal(await page.getByTestId('worst').count(), 0);
  await page.getByTestId('filter-clear').focus();
  await page.keyboard.press('Enter');
  assert.equal(await cards(page).count(), all);
  await page.getByTestId('only-warning').focus();
  await page.keyboard.press('Space');
  assert.equal(await page.getByTestId('only-warning').getAttribute('aria-pressed'), 'true');
  assert.equal(await page.locator('#results [data-testid=finding]:not(.is-warning)').count(), 0);
  await page.keyboard.press('Space');
  await page.getByTestId('filter-rule').selectOption('money-as-float');
  assert.deepEqual(await cards(page).evaluateAll((found) => [...new Set(found.map((card) => card.dataset.rule))]), ['money-as-float']);
  await page.getByTestId('filter-certainty').selectOption('proven');
  // What is wanted is gone with the text: the list is whole again.
  await playground.paste('CREATE TABLE notes (note text);');
  await playground.expectFinding('no-primary-key');
});
