// The main job: paste a schema, see a proven finding, apply its fix, take it back.
import assert from 'node:assert/strict';
import { playgroundTest } from '../tests.mjs';
import { STRONG_SCHEMA, WEAK_SCHEMA } from '../texts.mjs';

playgroundTest('schema: a pasted schema shows a finding with its proof', async (playground) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  const shown = await (await playground.open('email-not-unique')).innerText();
  assert.match(shown, /insert into member/i);
  assert.match(shown, /accepted/i);
  assert.match(shown, /refused/i);
});

playgroundTest('schema: a fix is applied and undone as one step', async (playground) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  await playground.applyFixOf('email-not-unique');
  await playground.expectNoFinding('email-not-unique');
  assert.notEqual(await playground.text(), WEAK_SCHEMA);
  await playground.undoButton.click();
  await playground.settled();
  await playground.expectFinding('email-not-unique');
  await playground.expectText(WEAK_SCHEMA);
});

playgroundTest('schema: an open finding stays open while one types, and comes back with what was half written', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  const card = await playground.open('email-not-unique');
  const proof = card.getByText(/insert into member/i).first();
  await playground.textField.click();
  await page.keyboard.press('ControlOrMeta+End');
  // Whatever becomes of the card is seen, were it only for a moment.
  await page.evaluate(() => {
    globalThis.withoutProof = 0;
    new MutationObserver(() => (globalThis.withoutProof += /insert into member/i.test(document.body.textContent) ? 0 : 1))
      .observe(document.body, { childList: true, characterData: true, subtree: true });
  });
  await page.keyboard.type('-- still there', { delay: 20 });
  await playground.settled();
  assert.equal(await page.evaluate(() => globalThis.withoutProof), 0);
  // The statement does not read without its name.
  await page.keyboard.press('ControlOrMeta+Home');
  for (let letter = 0; letter < 'create'.length; letter += 1) await page.keyboard.press('Delete');
  await playground.expectNoFinding('email-not-unique');
  await page.keyboard.type('create');
  await page.keyboard.press('Escape');
  await playground.expectFinding('email-not-unique');
  await proof.waitFor();
});

playgroundTest('schema: what was not checked is drawn when it is opened, a page at a time, and stays open', async (playground, { page }) => {
  const views = Array.from({ length: 70 }, (_, at) => `create view view_${at} as select 1;`);
  await playground.paste(`${WEAK_SCHEMA}\n${views.join('\n')}\n`);
  const list = page.getByTestId('not-checked');
  const rows = list.getByRole('listitem');
  const badge = list.locator('.badge');
  const all = Number(await badge.innerText());
  assert.ok(all >= views.length);
  assert.equal(await list.locator('li').count(), 0, 'nobody sees them yet');
  await list.locator('summary').focus();
  await page.keyboard.press('Enter');
  await rows.nth(59).waitFor();
  assert.equal(await rows.count(), 60);
  await list.getByRole('button', { name: `Show more (${all - 60} left)` }).click();
  await rows.nth(all - 1).waitFor();
  await playground.textField.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('create view another as select 1;');
  await list.getByText(String(all + 1), { exact: true }).waitFor();
  assert.equal(await rows.count(), all + 1);
  await list.locator('summary').click();
  await rows.first().waitFor({ state: 'detached' });
});

playgroundTest('schema: cards behind a change say where their finding stands now, those before it what they said', async (playground, { page }) => {
  await playground.paste(`${WEAK_SCHEMA}\n${WEAK_SCHEMA.replaceAll('member', 'customer')}`);
  const lines = async () => {
    const places = await playground.of('email-not-unique').locator('.place').allInnerTexts();
    return places.map((place) => Number(/\d+/.exec(place)[0]));
  };
  const [first, second] = await lines();
  await playground.textField.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('-- at the end');
  await playground.settled();
  assert.deepEqual(await lines(), [first, second]);
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('Enter');
  await playground.settled();
  assert.deepEqual(await lines(), [first + 1, second + 1]);
});

playgroundTest('schema: a schema done right is silent', async (playground) => {
  await playground.paste(STRONG_SCHEMA);
  await playground.expectNoFinding('email-not-unique');
  assert.equal(await playground.findings.count(), 0);
});

playgroundTest('schema: one broken statement costs only itself', async (playground) => {
  await playground.paste(`create tabel oops (;\n${WEAK_SCHEMA}`);
  await playground.expectFinding('email-not-unique');
});
