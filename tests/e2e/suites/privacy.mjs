// Nothing leaves the tab.
import assert from 'node:assert/strict';
import { playgroundTest, test } from '../tests.mjs';
import { Visit } from '../browser.mjs';
import { SLOW_PLAN, WEAK_SCHEMA } from '../texts.mjs';

playgroundTest('privacy: working causes no request at all', async (playground, visit) => {
  await playground.paste(WEAK_SCHEMA);
  const sent = [];
  visit.context.on('request', (request) => sent.push(request.url()));
  await playground.applyFixOf('email-not-unique');
  await playground.paste(SLOW_PLAN);
  await playground.show('plan');
  await playground.planNodes.first().waitFor();
  assert.deepEqual(sent, []);
});

// Browsers keep the look of text that is typed over by an inline style, which the policy blocks and reports.
playgroundTest('privacy: typing over coloured text keeps to the policy', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.textField.focus();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('select 1;');
  await playground.settled();
  await playground.expectText('select 1;');
});

playgroundTest('privacy: the policy stops what a script would send', async (playground, visit) => {
  const outcome = await visit.page.evaluate(() =>
    fetch('https://example.org/?leak').then(() => 'sent', () => 'refused'));
  assert.equal(outcome, 'refused');
  assert.equal(visit.violations.length > 0, true, 'the violation is noticed by this very harness');
  visit.forgive();
});

test('privacy: without scripts the page still says what it is', async ({ browser, site }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(site);
  assert.ok((await page.locator('body').innerText()).trim().length > 40);
  await context.close();
});

test('privacy: every rule page is reached from the list, clean and complete', async ({ browser, site }) => {
  const visit = await Visit.open(browser, site, { path: 'rules/index.html' });
  const links = await visit.page.locator('main dt a').evaluateAll((all) => all.map((link) => link.href));
  assert.ok(links.length >= 12, `${links.length} rule pages`);
  for (const link of links) {
    await visit.page.goto(link);
    const headings = await visit.page.locator('h2').allInnerTexts();
    for (const expected of ['What it detects', 'Why it matters', 'Example', 'Better', 'References']) {
      assert.ok(headings.includes(expected), `${link} has no heading “${expected}”`);
    }
  }
  visit.assertClean();
  await visit.close();
});
