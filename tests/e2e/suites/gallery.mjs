// The gallery of examples: broken and fixed, by hand, by keyboard and by link.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { assertAccessible } from '../accessible.mjs';
import { DESKTOP, obstacle, PHONE } from '../browser.mjs';
import { playgroundTest } from '../tests.mjs';
import { WEAK_SCHEMA } from '../texts.mjs';

const GALLERY = JSON.parse(await readFile(new URL('../../../static/samples/gallery.json', import.meta.url), 'utf8'));

async function openGallery(playground) {
  const { page } = playground;
  await playground.examples.click();
  await page.getByTestId('open-gallery').click();
  await page.getByTestId('example').first().waitFor();
}

playgroundTest('gallery: an example is opened broken, fixed, and left for one’s own text', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await openGallery(playground);
  assert.equal(await page.getByTestId('example').count(), GALLERY.length);
  await page.locator('[data-example=hotel-bookings]').click();
  await playground.settled();
  await playground.expectFinding('mysql-inline-references-ignored');
  await page.locator('.document-banner summary').click();
  assert.equal(await page.getByTestId('example-notice').locator('li').count(), 3);
  await page.getByTestId('example-fixed').click();
  await playground.settled();
  await playground.expectNoFinding('mysql-inline-references-ignored');
  assert.equal(await playground.findings.count(), 0);
  assert.equal(await page.getByTestId('example-fixed').getAttribute('aria-pressed'), 'true');
  await page.getByTestId('example-broken').click();
  await playground.settled();
  await playground.expectFinding('money-as-float');
  await page.getByTestId('back-to-own').click();
  await playground.settled();
  await playground.expectText(WEAK_SCHEMA);
});

playgroundTest('gallery: what was changed in an example is put aside, not lost', async (playground, { page }) => {
  await page.evaluate(() => { location.hash = '#ex=recipe-box'; });
  await page.getByTestId('example-broken').waitFor();
  await playground.settled();
  await playground.textField.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText('-- mine');
  await playground.settled();
  await page.getByTestId('example-fixed').click();
  await playground.settled();
  await page.getByTestId('back-to-own').click();
  await playground.settled();
  assert.match(await playground.text(), /-- mine$/);
});

playgroundTest('gallery: every example by its link, both versions', async (playground, { page }) => {
  for (const { slug, notice: notices } of GALLERY) {
    const notice = notices.filter(({ rule }) => rule);
    await page.evaluate((hash) => { location.hash = hash; }, `#ex=${slug}`);
    await page.locator('[data-testid=example-broken][aria-pressed=true]').waitFor();
    await page.locator('.document-banner summary', { hasText: 'What to notice' }).waitFor();
    await playground.settled();
    const found = () => page.locator('[data-testid=finding]').evaluateAll((all) => all.map((card) => card.dataset.rule));
    await playground.show('findings');
    const broken = await found();
    for (const { rule } of notice) assert.ok(broken.includes(rule), `${slug}: ${rule} is not among ${broken.join(', ')}`);
    await page.evaluate((hash) => { location.hash = hash; }, `#ex=${slug}.fixed`);
    await page.locator('[data-testid=example-fixed][aria-pressed=true]').waitFor();
    await playground.settled();
    const fixed = await found();
    for (const { rule } of notice) assert.ok(!fixed.includes(rule), `${slug}: ${rule} is in the fixed one`);
  }
  await page.getByTestId('share').click();
  await page.getByTestId('share-link').waitFor();
  assert.ok((await page.getByTestId('share-link').inputValue()).endsWith(`#ex=${GALLERY.at(-1).slug}.fixed`));
});

playgroundTest('gallery: by keyboard', async (playground, { page }) => {
  await playground.tabTo('examples');
  await page.keyboard.press('Enter');
  await playground.tabTo('open-gallery');
  await page.keyboard.press('Enter');
  await page.getByTestId('example').first().waitFor();
  await playground.tabTo('example');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.locator('.document-banner').getByText('Orders nobody guards').waitFor();
  await page.waitForFunction(() => !document.querySelector('dialog[open]'));
});

playgroundTest('gallery: the texts come when they are wanted, and without a network afterwards', async (playground, visit) => {
  const { page } = visit;
  const texts = async () => (await visit.requests()).filter((url) => url.includes('examples-'));
  assert.deepEqual(await texts(), []);
  await playground.keptForOffline();
  await page.reload();
  await playground.ready();
  await page.context().setOffline(true);
  await openGallery(playground);
  await page.locator('[data-example=ticket-search]').click();
  await playground.settled();
  assert.equal(await playground.tabs.count(), 3);
  await page.context().setOffline(false);
}, { serviceWorkers: 'allow' });

const missingExamples = obstacle('**/examples-*', (route) => route.abort());
playgroundTest('gallery: an example that cannot be fetched is said to be missing', async (playground, visit) => {
  const { page } = visit;
  await page.getByRole('button', { name: 'Members without rules' }).first().click();
  await page.getByText(/The examples could not be loaded/).first().waitFor();
  missingExamples.remove();
  await page.getByRole('button', { name: 'Members without rules' }).first().click();
  await playground.expectFinding('email-not-unique');
  visit.forgive();
}, { prepare: missingExamples.prepare });

for (const colorScheme of ['light', 'dark']) {
  for (const [device, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
    playgroundTest(`gallery: accessible, ${colorScheme}, ${device}`, async (playground, { page }) => {
      await openGallery(playground);
      await assertAccessible(page, 'the gallery');
      await page.locator('[data-example=ticket-search]').click();
      await playground.settled();
      await playground.show('code');
      await page.locator('.document-banner summary').click();
      await assertAccessible(page, 'an open example');
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `the page is ${overflow} px wider than the screen`);
    }, { viewport, colorScheme });
  }
}
