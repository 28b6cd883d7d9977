// Settings: levels, thresholds and words are part of the document.
import assert from 'node:assert/strict';
import { inflateRawSync } from 'node:zlib';
import { assertAccessible } from '../accessible.mjs';
import { DESKTOP, PHONE, Visit } from '../browser.mjs';
import { Playground } from '../playground.mjs';
import { playgroundTest } from '../tests.mjs';
import { WEAK_SCHEMA } from '../texts.mjs';

const ruleRow = (page, rule) => page.locator(`[data-testid=settings-rule][data-rule="${rule}"]`);
const contentOf = (link) => JSON.parse(inflateRawSync(Buffer.from(new URL(link).hash.slice(3).split('&')[0], 'base64url')).toString());

async function open(playground, sheet = 'levels') {
  const { page } = playground;
  await page.keyboard.press('Control+,');
  await page.getByTestId('sheet-levels').waitFor();
  await page.getByTestId(`sheet-${sheet}`).click();
}

playgroundTest('settings: a rule is switched off, kept, shared and reset', async (playground, { page, context, site }) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  await open(playground);
  await page.getByTestId('settings-search').fill('email-not-unique');
  await ruleRow(page, 'email-not-unique').locator('select').selectOption('off');
  await playground.expectNoFinding('email-not-unique');
  assert.match(await page.getByTestId('settings-count').innerText(), /^1 setting differs$/);
  await page.getByTestId('settings-search').fill('');
  await page.getByTestId('settings-differing').check();
  assert.equal(await page.getByTestId('settings-rule').count(), 1);
  await page.keyboard.press('Escape');
  await playground.settled();
  await page.reload();
  await playground.ready();
  await playground.expectNoFinding('email-not-unique');
  // A link holds it.
  await page.getByTestId('share').click();
  await page.getByTestId('share-link').waitFor();
  const link = await page.getByTestId('share-link').inputValue();
  assert.deepEqual(contentOf(link).o, { levels: { 'email-not-unique': 'off' } });
  const visit = await Visit.open(context.browser(), site, { path: new URL(link).hash });
  const other = new Playground(visit);
  await other.ready();
  await other.expectNoFinding('email-not-unique');
  visit.assertClean();
  await visit.close();
  await page.keyboard.press('Escape');
  // Back, and back again.
  await open(playground);
  await page.getByTestId('settings-reset').click();
  await playground.expectFinding('email-not-unique');
  await page.getByTestId('dialog-undo').click();
  await playground.expectNoFinding('email-not-unique');
});

playgroundTest('settings: levels shift findings, and the profile says what is usual', async (playground, { page }) => {
  await playground.paste('create table customer (name text not null);\n');
  await playground.expectFinding('no-primary-key');
  await open(playground);
  const row = ruleRow(page, 'no-primary-key');
  assert.match(await row.locator('option').first().innerText(), /^Warning \(usual\)$/);
  await row.locator('select').selectOption('hint');
  await page.getByTestId('settings-profile').selectOption('teaching');
  assert.match(await row.locator('option').first().innerText(), /^Error \(usual\)$/);
  // The rule's own level comes before the profile.
  await page.keyboard.press('Escape');
  await playground.settled();
  assert.match(await page.locator('.finding.is-hint').first().getAttribute('data-rule'), /no-primary-key/);
});

// The scan keeps one row of a hundred.
const KEEPING_PLAN = `Seq Scan on visit  (cost=0.00..8334.00 rows=9000 width=72) (actual time=0.020..121.301 rows=9000 loops=1)
  Filter: (status = 'active'::text)
  Rows Removed by Filter: 991000
Planning Time: 0.120 ms
Execution Time: 124.902 ms
`;

playgroundTest('settings: a threshold takes a number in its bounds and changes what is found', async (playground, { page }) => {
  await playground.paste(KEEPING_PLAN);
  await playground.show('findings');
  await playground.expectFinding('seq-scan-discards');
  await open(playground, 'thresholds');
  const row = page.locator('[data-threshold="seq-scan-discards.most-kept"]');
  const field = row.locator('input');
  await field.fill('7');
  await page.keyboard.press('Tab');
  await row.getByRole('alert').waitFor();
  assert.match(await row.innerText(), /no number from 0 to 1/);
  await field.fill('0.0010');
  await page.keyboard.press('Tab');
  await playground.expectNoFinding('seq-scan-discards');
  assert.equal(await field.inputValue(), '0.001');
  await row.getByRole('button', { name: /^Reset/ }).click();
  await playground.expectFinding('seq-scan-discards');
});

playgroundTest('settings: a word is added to a list and taken out', async (playground, { page }) => {
  await playground.paste('create table rechnung (id bigint primary key, preis real not null);\n');
  await playground.expectNoFinding('money-as-float');
  await open(playground, 'words');
  const row = page.locator('[data-list=money]');
  await row.locator('input').fill('Net Price');
  await page.keyboard.press('Enter');
  await row.getByRole('alert').waitFor();
  await row.locator('input').fill('preis');
  await page.keyboard.press('Enter');
  await playground.expectFinding('money-as-float');
  await row.getByRole('button', { name: 'Take out preis' }).click();
  await playground.expectNoFinding('money-as-float');
});

playgroundTest('settings: as the text of rowproof.toml, and taken over from one', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  await open(playground, 'text');
  const field = page.getByTestId('settings-toml');
  assert.equal(await field.inputValue(), '');
  await field.fill('profile = "strict"\nfail-on = "error"\n[levels]\nemail-not-unique = "off" # ours\nno-such = "off"\n[lexicon]\nmoney = ["preis"]\n');
  await page.getByTestId('settings-take').click();
  await playground.expectNoFinding('email-not-unique');
  const remarks = await page.getByTestId('settings-remarks').innerText();
  assert.match(remarks, /Line 2: “fail-on” counts on the command line alone/);
  assert.match(remarks, /Line 5: there is no rule “no-such”/);
  assert.equal(await field.inputValue(), 'profile = "strict"\n\n[levels]\nemail-not-unique = "off"\n\n[lexicon]\nmoney = ["preis"]\n');
  await page.getByTestId('dialog-undo').click();
  await playground.expectFinding('email-not-unique');
  assert.equal(await field.inputValue(), '');
});

for (const [device, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
  playgroundTest(`settings: every sheet is accessible, ${device}`, async (playground, { page }) => {
    await playground.paste(WEAK_SCHEMA);
    await playground.show('code');
    await page.getByTestId('settings-open').click();
    for (const sheet of ['levels', 'thresholds', 'words', 'text']) {
      await page.getByTestId(`sheet-${sheet}`).click();
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await assertAccessible(page, `${sheet}, ${colorScheme}`);
      }
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${sheet} is ${overflow} px wider than the screen`);
    }
  }, { viewport });
}
