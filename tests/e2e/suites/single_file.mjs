// The playground as one file, opened from a disk, with the network off.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { assertAccessible } from '../accessible.mjs';
import { Visit } from '../browser.mjs';
import { Playground } from '../playground.mjs';
import { test } from '../tests.mjs';
import { MYSQL_SCHEMA, SLOW_PLAN, WEAK_SCHEMA } from '../texts.mjs';

/** A test of the one file: fetched from the site, kept in a folder of its own, opened from there without a network. */
function fileTest(name, run, prepare) {
  test(`single file: ${name}`, async ({ browser, site }) => {
    const folder = await mkdtemp(join(tmpdir(), 'rowproof-'));
    try {
      const answer = await fetch(new URL('rowproof.html', site));
      assert.equal(answer.status, 200);
      const file = join(folder, 'my copy.html');
      await writeFile(file, Buffer.from(await answer.arrayBuffer()));
      const url = pathToFileURL(file).href;
      const visit = await Visit.open(browser, url, {
        prepare: async (context) => {
          await context.setOffline(true);
          await prepare?.(context);
        },
      });
      try {
        const playground = new Playground(visit);
        await playground.ready();
        await run(playground, visit);
        visit.assertClean();
      } finally {
        await visit.close();
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

fileTest('paste, findings, fix, undo', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  await playground.applyFixOf('email-not-unique');
  await playground.expectNoFinding('email-not-unique');
  await playground.undoButton.click();
  await playground.expectFinding('email-not-unique');
  await page.waitForTimeout(500);
  await page.reload();
  await playground.ready();
  await playground.expectText(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
});

fileTest('other databases, a plan and the diagram', async (playground, { page }) => {
  await playground.paste(MYSQL_SCHEMA);
  await playground.expectFinding('email-not-unique');
  await playground.show('understood');
  await playground.relations.first().waitFor();
  await playground.show('diagram');
  await page.locator('.diagram-box').first().waitFor();
  await playground.paste(SLOW_PLAN);
  await playground.show('plan');
  await playground.insights.first().waitFor();
});

fileTest('a link to the same file, and what is saved', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await page.getByTestId('share').click();
  await page.getByTestId('share-link').waitFor();
  const link = await page.getByTestId('share-link').inputValue();
  assert.match(link, /^file:.*my%20copy\.html#1=/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('share-json').click()]);
  const report = JSON.parse(await readFile(await download.path(), 'utf8'));
  assert.ok(report.findings.some(({ rule }) => rule === 'email-not-unique'));
  await page.keyboard.press('Escape');
  await playground.paste('create table other (id bigint primary key);');
  await page.evaluate((hash) => { location.hash = hash; }, new URL(link).hash);
  await page.getByTestId('origin').waitFor();
  await playground.settled();
  await playground.expectText(WEAK_SCHEMA);
  await page.getByTestId('back-to-own').click();
  await playground.expectText('create table other (id bigint primary key);');
});

fileTest('the examples are in it', async (playground, { page }) => {
  await page.evaluate(() => { location.hash = '#ex=library-members'; });
  await page.getByTestId('example-fixed').click();
  await playground.settled();
  assert.equal(await playground.findings.count(), 0);
  // It is the file that was downloaded.
  await playground.examples.click();
  await page.getByTestId('open-gallery').waitFor();
  assert.equal(await page.getByTestId('single-file').count(), 0);
});

fileTest('the pages of the rules are in it', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  const finding = await playground.open('email-not-unique');
  await finding.locator('.rule-link').first().click();
  const rule = page.locator('#rule-page');
  await rule.getByRole('heading', { name: 'Why it matters' }).waitFor();
  await assertAccessible(page, 'a rule');
  await rule.getByRole('link', { name: 'All rules' }).click();
  await rule.getByRole('heading', { name: 'Rules', exact: true }).waitFor();
  await rule.getByRole('link', { name: 'Money in a binary float' }).click();
  await rule.getByRole('heading', { name: 'Money in a binary float' }).waitFor();
  await page.keyboard.press('Escape');
  await rule.waitFor({ state: 'hidden' });
  // Of a rule that finds nothing here the palette opens the page.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('money-as-float');
  await page.getByText('its page, in a new tab').first().waitFor();
  await page.keyboard.press('Enter');
  await rule.getByRole('heading', { name: 'Why it matters' }).waitFor();
});

fileTest('without any storage it works on, and says so', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  await page.getByText(/no room to keep the text|keeps no history/).first().waitFor();
}, (context) => context.addInitScript(() => {
  const refuse = () => { throw new DOMException('refused', 'SecurityError'); };
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(window, name, { get: refuse });
}));

test('single file: the page offers it, and the site does not load it', async ({ browser, site }) => {
  const visit = await Visit.open(browser, site);
  const playground = new Playground(visit);
  await playground.ready();
  await playground.examples.click();
  const link = visit.page.getByTestId('single-file');
  assert.match(await link.innerText(), /\d\.\d MB/);
  assert.equal(await link.getAttribute('download'), 'rowproof.html');
  assert.ok(!(await visit.requests()).some((url) => url.includes('rowproof.html')));
  const worker = await (await fetch(new URL('service-worker.js', site))).text();
  assert.ok(!worker.includes('"rowproof.html"'), 'it is kept on the device');
  visit.assertClean();
  await visit.close();
});
