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

playgroundTest('schema: a schema done right is silent', async (playground) => {
  await playground.paste(STRONG_SCHEMA);
  await playground.expectNoFinding('email-not-unique');
  assert.equal(await playground.findings.count(), 0);
});

playgroundTest('schema: one broken statement costs only itself', async (playground) => {
  await playground.paste(`create tabel oops (;\n${WEAK_SCHEMA}`);
  await playground.expectFinding('email-not-unique');
});
