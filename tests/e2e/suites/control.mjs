// The reader has the last word: profiles weigh findings, comments ignore them.
import assert from 'node:assert/strict';
import { playgroundTest } from '../tests.mjs';

const KEYLESS = 'create table customer (name text not null);\n';

/** The headings of the groups that hold findings: "1 warning". */
const headings = (page) => page.locator('.severity-heading').allInnerTexts();

playgroundTest('control: a profile weighs the findings, is kept and can be taken back', async (playground, { page }) => {
  await playground.paste(KEYLESS);
  await playground.expectFinding('no-primary-key');
  assert.match((await headings(page)).join(), /warning/);
  await playground.show('code');
  await playground.profileChip.selectOption('teaching');
  await playground.settled();
  await playground.show('findings');
  assert.match((await headings(page)).join(), /1 error/);
  await page.reload();
  await playground.ready();
  assert.equal(await playground.profileChip.inputValue(), 'teaching');
  assert.match((await headings(page)).join(), /1 error/);
  await playground.show('code');
  await playground.profileChip.selectOption('');
  await playground.settled();
  assert.doesNotMatch((await headings(page)).join(), /error/);
});

playgroundTest('control: what a comment ignores is listed with its reason', async (playground) => {
  await playground.paste(`-- rowproof:ignore no-primary-key only for tests\n${KEYLESS}`);
  await playground.expectNoFinding('no-primary-key');
  await playground.show('findings');
  assert.match(await playground.ignored.textContent(), /no-primary-key: only for tests/);
});

playgroundTest('control: a comment without effect says what to do', async (playground) => {
  await playground.paste(`-- rowproof:ignore no-primry-key a slip\n${KEYLESS}`);
  await playground.expectFinding('no-primary-key');
  await playground.show('findings');
  assert.match(await playground.ignored.innerText(), /no-primary-key is the nearest/);
});
