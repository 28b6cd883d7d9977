// High contrast, chosen and asked for by the system; forced colours; reduced motion.
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessible.mjs';
import { playgroundTest } from '../tests.mjs';
import { SLOW_PLAN, WEAK_SCHEMA } from '../texts.mjs';

const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

for (const [colorScheme, colour] of [['light', 'rgb(255, 255, 255)'], ['dark', 'rgb(0, 0, 0)']]) {
  playgroundTest(`contrast: chosen by hand, before the first paint, ${colorScheme}`, async (playground, { page }) => {
    await playground.paste(WEAK_SCHEMA);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('high contrast');
    await page.keyboard.press('Enter');
    assert.equal(await playground.theme(), 'contrast');
    assert.equal(await background(page), colour);
    await playground.open('email-not-unique');
    await assertAccessible(page, 'an open finding');
    await playground.paste(SLOW_PLAN);
    await playground.show('plan');
    await assertAccessible(page, 'a plan');
    await page.keyboard.press('Control+,');
    await page.getByTestId('sheet-levels').waitFor();
    await assertAccessible(page, 'settings');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await assertAccessible(page, 'the palette');
    await page.reload({ waitUntil: 'commit' });
    await page.waitForFunction(() => document.body);
    assert.equal(await playground.theme(), 'contrast');
    await playground.ready();
  }, { colorScheme });
}

playgroundTest('contrast: as the system asks for it', async (playground, { page }) => {
  await page.emulateMedia({ contrast: 'more', colorScheme: 'dark' });
  assert.equal(await background(page), 'rgb(0, 0, 0)');
  await page.emulateMedia({ contrast: 'no-preference', colorScheme: 'dark' });
  assert.notEqual(await background(page), 'rgb(0, 0, 0)');
});

playgroundTest('contrast: with forced colours the focus and what is chosen can be seen', async (playground, { page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await playground.paste(WEAK_SCHEMA);
  const outline = (selector) => page.locator(selector).first().evaluate((element) => getComputedStyle(element).outlineStyle);
  assert.equal(await outline('.results-tab[aria-selected=true]'), 'solid');
  await page.keyboard.press('Escape');
  await playground.tabTo('palette-open');
  assert.equal(await outline('[data-testid=palette-open]'), 'solid');
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-row').first().waitFor();
  assert.equal(await outline('.palette-row[aria-selected=true]'), 'solid');
});

playgroundTest('contrast: nothing moves when motion is to be reduced', async (playground, { page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await playground.paste(WEAK_SCHEMA);
  await playground.open('email-not-unique');
  const moving = await page.evaluate(() => [...document.querySelectorAll('*')]
    .filter((element) => {
      const { transitionDuration, animationName } = getComputedStyle(element);
      return animationName !== 'none' || transitionDuration.split(',').some((duration) => parseFloat(duration) > 0);
    })
    .map((element) => element.className.baseVal ?? element.className));
  assert.deepEqual(moving, []);
});
