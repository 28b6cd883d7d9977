// axe-core over the page as it is.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Evaluated through the debugger, so the page's policy stays as it is. */
export async function assertAccessible(page, state) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const shown = violations.map(({ id, impact, help, nodes }) =>
    `${id} (${impact}): ${help}\n${nodes.map((node) => `  ${node.target.join(' ')}\n    ${node.failureSummary?.replaceAll('\n', '\n    ')}`).join('\n')}`);
  assert.equal(violations.length, 0, `${state}:\n${shown.join('\n')}`);
}
