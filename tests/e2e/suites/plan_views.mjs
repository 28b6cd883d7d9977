// The views of a plan: one selected step in all of them, figures with their formulas, comparing, large plans, no mouse needed.
import assert from 'node:assert/strict';
import { DESKTOP, PHONE } from '../browser.mjs';
import { assertAccessible } from '../accessible.mjs';
import { playgroundTest } from '../tests.mjs';
import { FAST_PLAN, JOIN_PLAN, JOIN_QUERY, largePlan, SLOW_PLAN } from '../texts.mjs';

const VIEWS = ['tree', 'table', 'flame', 'totals', 'text'];
const selected = '[data-testid=plan-node][aria-selected=true]';

/** What the editor has selected; it shows it to the document only while it has the focus. */
async function revealed(playground) {
  await playground.textField.focus();
  // The editor selects when the change has come to it.
  for (let tries = 0; tries < 50; tries++) {
    const text = await playground.selectedText();
    if (text) return text;
    await playground.page.waitForTimeout(50);
  }
  return '';
}

async function view(page, name) {
  await page.getByTestId(`plan-view-${name}`).click();
}

playgroundTest('plan views: what is selected in one view is selected in all, and in the text', async (playground, { page }) => {
  await playground.paste(JOIN_PLAN);
  await playground.show('plan');
  await view(page, 'table');
  await page.getByTestId('plan-table').getByRole('button', { name: /Seq Scan orders/ }).click();
  assert.match(await revealed(playground), /Seq Scan on orders/);
  await view(page, 'tree');
  assert.match(await page.locator(selected).innerText(), /Seq Scan\s+orders/);
  await view(page, 'flame');
  assert.match(await page.locator('[data-testid=flame-box][aria-selected=true]').getAttribute('aria-label'), /^Seq Scan orders/);
  await view(page, 'text');
  assert.match(await page.locator('[data-testid=plan-text-step][aria-selected=true]').innerText(), /Rows Removed by Filter: 99000/);
  // And the other way round: a line of the text, then a box.
  await page.getByTestId('plan-text-step').filter({ hasText: 'Seq Scan on customer' }).click();
  assert.match(await revealed(playground), /Seq Scan on customer/);
  await view(page, 'tree');
  assert.match(await page.locator(selected).innerText(), /Seq Scan\s+customer/);
});

playgroundTest('plan views: the caret in the text selects the step', async (playground, { page }) => {
  await playground.paste(JOIN_PLAN);
  await playground.show('plan');
  await playground.textField.click();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.locator(selected).filter({ hasText: 'Hash Join' }).waitFor();
  await page.keyboard.press('ControlOrMeta+ArrowDown');
  for (let line = 0; line < 4; line += 1) await page.keyboard.press('ArrowDown');
  await page.locator(selected).filter({ hasText: 'Seq Scan' }).waitFor();
});

playgroundTest('plan views: every figure opens to its formula with the numbers of the plan', async (playground, { page }) => {
  await playground.paste(JOIN_PLAN);
  await playground.show('plan');
  await playground.planNodes.first().click();
  const own = page.getByTestId('node-details').locator('[data-name="Own time"]');
  await own.waitFor();
  assert.match(await own.locator('summary').getAttribute('title'), /210\.0 ms with everything below − 180\.0 ms of Seq Scan on orders/);
  await own.locator('summary').focus();
  await page.keyboard.press('Enter');
  assert.match(await own.locator('.formula').innerText(), /− 12\.0 ms of Hash = 18\.0 ms/);
});

playgroundTest('plan views: columns sort by the keyboard and say so', async (playground, { page }) => {
  await playground.paste(JOIN_PLAN);
  await playground.show('plan');
  await view(page, 'table');
  const head = page.getByRole('columnheader', { name: 'Own time' });
  const first = () => page.getByTestId('plan-table-row').first().innerText();
  assert.equal(await head.getAttribute('aria-sort'), 'none');
  await head.getByRole('button').focus();
  await page.keyboard.press('Enter');
  assert.equal(await head.getAttribute('aria-sort'), 'descending');
  assert.match(await first(), /Seq Scan orders/);
  await page.keyboard.press('Enter');
  assert.equal(await head.getAttribute('aria-sort'), 'ascending');
  assert.doesNotMatch(await first(), /Seq Scan orders/);
  await page.keyboard.press('Enter');
  assert.equal(await head.getAttribute('aria-sort'), 'none');
  assert.match(await first(), /Hash Join/);
});

playgroundTest('plan views: totals by table, index and kind', async (playground, { page }) => {
  await playground.paste(JOIN_PLAN);
  await playground.show('plan');
  await view(page, 'totals');
  const tables = await page.getByTestId('plan-total').allInnerTexts();
  assert.equal(tables.length, 2);
  assert.match(tables[0], /By table[\s\S]*orders[\s\S]*180 ms[\s\S]*customer/);
  assert.match(tables[1], /By kind of step[\s\S]*Seq Scan\s+2/);
});

playgroundTest('plan views: the columns of a condition are marked in the query', async (playground, { page }) => {
  await playground.paste(JOIN_PLAN);
  await page.getByTestId('add-part').click();
  await playground.paste(JOIN_QUERY);
  await playground.show('plan');
  await playground.planNodes.filter({ hasText: 'Seq Scan orders' }).click();
  const clauses = page.getByTestId('clauses');
  await clauses.waitFor();
  assert.deepEqual(await clauses.locator('mark').allInnerTexts(), ['status']);
  assert.match(await clauses.innerText(), /where o\.status = 'open'/);
  // And back: the caret on a column of the query selects the step that it became.
  await playground.tabs.nth(1).click();
  await playground.show('plan');
  await playground.textField.click();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.locator(selected).filter({ hasText: 'Hash Join' }).waitFor();
});

playgroundTest('plan views: two plans of one query are compared', async (playground, { page }) => {
  await playground.paste(SLOW_PLAN);
  assert.equal(await page.getByTestId('plan-view-compare').count(), 0);
  await playground.paste(`${SLOW_PLAN}\n${FAST_PLAN}`);
  await playground.show('plan');
  await view(page, 'compare');
  const summary = await page.getByTestId('comparison-summary').innerText();
  assert.match(summary, /^370 times faster \(184\.9 ms before, 0\.500 ms after\): member is now read by member_status_joined_at_idx instead of whole/);
  await page.getByTestId('compared-node').first().getByRole('button').click();
  assert.match(await revealed(playground), /Index Scan using member_status_joined_at_idx/);
  await page.getByTestId('plan-picker').waitFor();
  assert.equal(await page.getByTestId('plan-picker').evaluate((list) => list.selectedIndex), 1);
});

playgroundTest('plan views: insights are ranked, lead to their step, and silence is explained', async (playground, { page }) => {
  await playground.paste(SLOW_PLAN);
  await playground.show('plan');
  await playground.insights.first().waitFor();
  await page.getByTestId('insight-node').first().click();
  await page.locator(selected).waitFor();
  await page.getByTestId('outcomes').locator('summary').click();
  assert.ok(await page.getByTestId('outcomes').getByRole('listitem').count() > 0);
});

playgroundTest('plan views: everything without a mouse', async (playground, { page }) => {
  await playground.tabTo('editor');
  await page.keyboard.insertText(JOIN_PLAN);
  await playground.settled();
  await page.keyboard.press('Escape');
  await playground.tabTo('plan-view-tree');
  const steps = [
    ['table', 'plan-table'],
    ['flame', 'plan-flame'],
    ['totals', 'plan-total'],
    ['text', 'plan-text'],
  ];
  for (const [name, part] of steps) {
    await page.keyboard.press('ArrowRight');
    assert.equal(await playground.focused(), `plan-view-${name}`);
    await page.getByTestId(part).first().waitFor();
  }
  // In the text the arrows walk from step to step.
  await playground.tabTo('plan-text');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.locator('[data-testid=plan-text-step][aria-selected=true]').filter({ hasText: 'Seq Scan on orders' }).waitFor();
  assert.equal(await playground.focused(), 'plan-text');
  // In the boxes down goes to the step below, right to the next beside it.
  await page.getByTestId('plan-view-flame').focus();
  await page.keyboard.press('Enter');
  await playground.tabTo('plan-flame');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  const box = page.locator('[data-testid=flame-box][aria-selected=true]');
  await box.and(page.locator('[aria-label^=Hash]')).waitFor();
  assert.equal(await page.getByTestId('plan-flame').getAttribute('aria-activedescendant'), await box.getAttribute('id'));
});

for (const colorScheme of ['light', 'dark']) {
  for (const [device, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
    playgroundTest(`plan views: accessible, ${colorScheme}, ${device}`, async (playground, { page }) => {
      await playground.paste(`${JOIN_PLAN}\n${SLOW_PLAN}\n${FAST_PLAN}`);
      await playground.show('plan');
      await page.getByTestId('outcomes').locator('summary').first().click();
      await playground.planNodes.nth(1).click();
      await page.getByTestId('node-details').locator('[data-name="Own time"] summary').click();
      for (const name of [...VIEWS, 'compare']) {
        await view(page, name);
        await assertAccessible(page, `the view ${name}`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(overflow <= 0, `${name}: the page is ${overflow} px wider than the screen`);
      }
    }, { viewport, colorScheme });
  }
}

/** Shows a plan in every view, walks and sorts; the longest task of the main thread meanwhile, in milliseconds, and the most elements. */
async function exercise(playground, page, count) {
  await playground.paste(largePlan(count));
  await playground.show('plan');
  await view(page, 'tree');
  await playground.planNodes.first().waitFor();
  await page.evaluate(() => {
    globalThis.longest = 0;
    globalThis.watching?.disconnect();
    globalThis.watching = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, entry.duration);
    });
    globalThis.watching.observe({ type: 'longtask' });
  });
  let most = 0;
  const measure = async () => {
    await page.waitForTimeout(100);
    most = Math.max(most, await page.locator('.plan *').count());
  };
  await playground.planNodes.first().click();
  await page.keyboard.press('End');
  await page.locator(selected).filter({ hasText: `part_${count - 2} ` }).waitFor();
  await measure();
  await page.keyboard.press('Home');
  await page.locator(selected).filter({ hasText: 'Append' }).waitFor();
  for (const name of [...VIEWS.slice(1), 'tree', 'table']) {
    await view(page, name);
    await measure();
  }
  const head = page.getByRole('columnheader', { name: 'Own time' });
  do await head.getByRole('button').click(); while ((await head.getAttribute('aria-sort')) !== 'descending');
  assert.match(await page.getByTestId('plan-table-row').nth(1).innerText(), /part_96 /);
  await page.getByTestId('plan-later').first().click();
  await page.getByText(/^51 – 100 of/).first().waitFor();
  await measure();
  return { longest: await page.evaluate(() => globalThis.longest), most };
}

playgroundTest('plan views: of ten thousand steps no more is drawn than of two hundred', async (playground, { page }) => {
  const small = await exercise(playground, page, 200);
  const large = await exercise(playground, page, 10_000);
  console.log(`     longest task: ${Math.round(small.longest)} ms of 200 steps, ${Math.round(large.longest)} ms of 10,000; elements: ${small.most}, ${large.most}`);
  // What is drawn does not grow with the plan.
  assert.ok(large.most <= small.most * 1.2, `${large.most} elements, ${small.most} for a small plan`);
});
