// Where suites put their tests.
import { Visit } from './browser.mjs';
import { Playground } from './playground.mjs';

export const collected = [];

/** A test that opens its own pages: `run({ browser, site })`. */
export function test(name, run) {
  collected.push({ name, run });
}

/**
 * A test of the playground: `run(playground, visit)` on a fresh visit. Afterwards nothing may have gone wrong behind
 * the page's back: no error, no CSP violation, no foreign request, no missing file. With `raw` the test starts at once,
 * not when the page is ready.
 */
export function playgroundTest(name, run, options = {}) {
  test(name, async ({ browser, site }) => {
    const visit = await Visit.open(browser, site, options);
    try {
      const playground = new Playground(visit);
      if (!options.raw) await playground.ready();
      await run(playground, visit);
      visit.assertClean();
    } finally {
      await visit.close();
    }
  });
}
