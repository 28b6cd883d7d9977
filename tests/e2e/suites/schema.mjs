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

playgroundTest('schema: a schema done right is silent', async (playground) => {
  await playground.paste(STRONG_SCHEMA);
  await playground.expectNoFinding('email-not-unique');
  assert.equal(await playground.findings.count(), 0);
});

playgroundTest('schema: one broken statement costs only itself', async (playground) => {
  await playground.paste(`create tabel oops (;\n${WEAK_SCHEMA}`);
  await playground.expectFinding('email-not-unique');
});
