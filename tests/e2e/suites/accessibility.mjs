// axe-core finds nothing, in both themes, on a desk and on a phone, empty and full.
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessible.mjs';
import { DESKTOP, PHONE, Visit } from '../browser.mjs';
import { playgroundTest, test } from '../tests.mjs';
import { CHECKED_SCHEMA, SLOW_PLAN, WEAK_SCHEMA } from '../texts.mjs';

for (const colorScheme of ['light', 'dark']) {
  for (const [device, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
    playgroundTest(`accessibility: ${colorScheme}, ${device}`, async (playground, { page }) => {
      await assertAccessible(page, 'empty');
      await playground.paste(WEAK_SCHEMA);
      await playground.expectFinding('email-not-unique');
      await assertAccessible(page, 'code');
      await playground.open('email-not-unique');
      await assertAccessible(page, 'an open finding');
      await playground.paste(`create tabel oops (id int);\n${CHECKED_SCHEMA}`);
      await playground.dialectChip.selectOption('sqlite 3.50');
      await playground.settled();
      await playground.show('understood');
      await playground.serverChanges.waitFor();
      await playground.openRelation('payment');
      await playground.gaps.first().waitFor();
      await assertAccessible(page, 'what was understood');
      await playground.paste(SLOW_PLAN);
      await playground.show('plan');
      await playground.planNodes.first().waitFor();
      await assertAccessible(page, 'plan');
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `the page is ${overflow} px wider than the screen`);
    }, { viewport, colorScheme });
  }

  test(`accessibility: rule pages, ${colorScheme}`, async ({ browser, site }) => {
    for (const path of ['rules/index.html', 'rules/no-primary-key.html']) {
      const visit = await Visit.open(browser, site, { colorScheme, path });
      await assertAccessible(visit.page, path);
      visit.assertClean();
      await visit.close();
    }
  });
}
