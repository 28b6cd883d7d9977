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

/** The parts behind the first come long after the report would. */
const slowParts = () => {
  const { fetch } = window;
  window.fetch = async (address, how) => {
    if (/(documents|plans|diagram|tools)-[^/]*\.wasm$/.test(address)) await new Promise((done) => setTimeout(done, 700));
    return fetch(address, how);
  };
};

playgroundTest('offline: a kept plan and a kept example open however late the parts of the page are', async (playground, { page }) => {
  await playground.keptForOffline();
  await page.addInitScript(slowParts);
  await playground.paste(SLOW_PLAN);
  await playground.insights.first().waitFor();
  await page.context().setOffline(true);
  await page.reload();
  await playground.ready();
  await playground.insights.first().waitFor();
  await page.context().setOffline(false);
  // A link to an example; behind it the example is what was kept of the tab.
  await page.evaluate(() => (location.hash = 'ex=clinic-assistant'));
  await page.getByText('What to notice').first().waitFor();
  await playground.settled();
  await page.evaluate(() => history.replaceState(null, '', location.pathname));
  await page.context().setOffline(true);
  await page.reload();
  await playground.ready();
  await page.getByText('What to notice').first().waitFor();
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
  // From here on the page offers its own again, which has another address still.
  assert.match(await page.evaluate(() => navigator.serviceWorker.controller.scriptURL), /another$/);
  await playground.expectText(WEAK_SCHEMA);
}, { serviceWorkers: 'allow' });
