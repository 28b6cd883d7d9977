// What the page says of itself: requests, policy, what is kept, and the way to delete it.
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessible.mjs';
import { DESKTOP, PHONE } from '../browser.mjs';
import { playgroundTest } from '../tests.mjs';
import { STRONG_SCHEMA, WEAK_SCHEMA } from '../texts.mjs';

const keysOf = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => /rowproof\.(document|saved|tabs)/.test(key)));

playgroundTest('account: lists every request the browser knows, the engine’s too', async (playground, visit) => {
  const { page } = visit;
  await playground.paste(WEAK_SCHEMA);
  await page.getByTestId('privacy-open').click();
  await page.getByTestId('privacy-request').first().waitFor();
  const listed = await page.getByTestId('privacy-request').locator('code').allInnerTexts();
  const known = (await visit.requests()).map((name) => name.slice(visit.site.length));
  for (const name of known) assert.ok(listed.includes(name), `${name} is not listed:\n${listed.join('\n')}`);
  assert.ok(listed.some((name) => /engine.*\.wasm$/.test(name)), 'the engine is listed');
  assert.match(await page.getByTestId('privacy-verdict').innerText(), /^Nothing\./);
  assert.match(await page.getByTestId('privacy-policy').innerText(), /No script can send anything/);
  assert.match(await page.getByTestId('privacy-version').innerText(), /Rowproof \d+\.\d+/);
});

playgroundTest('account: deletes what is kept, once it was asked', async (playground, { page }) => {
  await playground.paste(STRONG_SCHEMA);
  await page.waitForTimeout(600);
  assert.ok((await keysOf(page)).length > 0);
  await page.getByTestId('privacy-open').click();
  await page.getByTestId('privacy-ask').click();
  // The button that was pressed is gone: the keyboard is at the question, and goes back.
  const hasFocus = (id) => page.waitForFunction((id) => document.activeElement.id === id, id);
  await page.getByText('This cannot be undone').waitFor();
  await hasFocus('deletion-warning');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await hasFocus('deletion-ask');
  assert.ok((await keysOf(page)).length > 0);
  await page.getByTestId('privacy-ask').click();
  await Promise.all([page.waitForEvent('load'), page.getByTestId('privacy-delete').click()]);
  await playground.ready().catch(() => {});
  assert.equal((await playground.text()).includes('member'), false);
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.equal(kept.includes('member'), false);
  const states = await page.evaluate(() => new Promise((resolve, reject) => {
    const request = indexedDB.open('rowproof');
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const { result } = request;
      if (!result.objectStoreNames.contains('snapshots')) return resolve(0);
      const count = result.transaction('snapshots').objectStore('snapshots').count();
      count.onsuccess = () => resolve(count.result);
    };
  }));
  assert.equal(states, 0);
});

for (const [device, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
  playgroundTest(`account: the panel is accessible, ${device}`, async (playground, { page }) => {
    await playground.paste(WEAK_SCHEMA);
    await page.getByTestId('palette-open').click();
    await page.keyboard.type('what leaves');
    await page.keyboard.press('Enter');
    await page.getByTestId('privacy-ask').click();
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await assertAccessible(page, `the panel, ${colorScheme}`);
    }
  }, { viewport });
}

playgroundTest('account: the hint of the first visit goes away and stays away', async (playground, { page }) => {
  await page.getByTestId('hint').waitFor();
  await assertAccessible(page, 'the hint');
  await page.getByTestId('hint-dismiss').click();
  await page.getByTestId('hint').waitFor({ state: 'detached' });
  await page.reload();
  await page.getByText('Or start from an example').waitFor();
  assert.equal(await page.getByTestId('hint').count(), 0);
});
