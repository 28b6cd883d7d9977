// Without a network: the site keeps itself on the device.
import assert from 'node:assert/strict';
import { playgroundTest } from '../tests.mjs';
import { MYSQL_SCHEMA, SLOW_PLAN, WEAK_SCHEMA } from '../texts.mjs';

playgroundTest('offline: after one visit everything goes on without a network', async (playground, { page }) => {
  await playground.keptForOffline();
  await page.context().setOffline(true);
  await page.reload();
  await playground.ready();
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  await playground.paste(MYSQL_SCHEMA);
  await playground.settled();
  await playground.expectFinding('email-not-unique');
  await playground.paste(SLOW_PLAN);
  await playground.show('plan');
  await playground.insights.first().waitFor();
  await page.context().setOffline(false);
}, { serviceWorkers: 'allow' });

playgroundTest('offline: another version waits until the reader takes it, and the text stays', async (playground, { page }) => {
  await playground.keptForOffline();
  await page.reload();
  await playground.ready();
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  // A worker from another address is another version.
  await page.evaluate(() => navigator.serviceWorker.register('service-worker.js?another'));
  const note = page.getByText('A new version is ready');
  await note.waitFor();
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Use it' }).click()]);
  await playground.ready();
  assert.equal(await note.count(), 0);
  await playground.expectText(WEAK_SCHEMA);
}, { serviceWorkers: 'allow' });
