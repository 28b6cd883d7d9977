// The site on hosts of several kinds: what docs/deploy.md says works, works.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { Visit } from '../browser.mjs';
import { Playground } from '../playground.mjs';
import { test } from '../tests.mjs';
import { SLOW_PLAN, WEAK_SCHEMA } from '../texts.mjs';

/** The headers for a path, by the `_headers` file that the document shows. */
async function documented() {
  const text = await readFile(new URL('../../../docs/deploy.md', import.meta.url), 'utf8');
  const [, block] = /```text\n([^`]*)```/.exec(text);
  const rules = [];
  for (const line of block.trim().split('\n')) {
    const header = /^ +([\w-]+): (.*)$/.exec(line);
    if (header) rules.at(-1).headers.push([header[1], header[2]]);
    else rules.push({ start: line.replace('*', ''), headers: [] });
  }
  return (path) => Object.fromEntries(rules.filter(({ start }) => path.startsWith(start)).flatMap(({ headers }) => headers));
}

/** A host of the site below a path: `headersFor(path)` beside the type; `change(answer)` may change type and body. */
async function host(site, base, headersFor, change) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://host');
    if (!pathname.startsWith(base)) return response.writeHead(404).end();
    const path = pathname.slice(base.length);
    const source = await fetch(new URL(path, site));
    const answer = {
      type: source.headers.get('content-type'),
      body: Buffer.from(await source.arrayBuffer()),
      encoding: {},
    };
    change?.(answer);
    response.writeHead(source.status, { 'Content-Type': answer.type, ...answer.encoding, ...headersFor(`/${path}`) });
    response.end(answer.body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, url: `http://127.0.0.1:${server.address().port}${base}` };
}

function hostTest(name, base, headersFor, change) {
  test(`deploy: ${name}`, async ({ browser, site }) => {
    const { server, url } = await host(site, base, await headersFor(), change);
    try {
      const visit = await Visit.open(browser, url, { serviceWorkers: 'allow' });
      const playground = new Playground(visit);
      await playground.ready();
      await playground.paste(WEAK_SCHEMA);
      await playground.expectFinding('email-not-unique');
      await playground.paste(SLOW_PLAN);
      await playground.show('plan');
      await playground.insights.first().waitFor();
      await visit.page.evaluate(async () => {
        const { active } = await navigator.serviceWorker.ready;
        if (active.state !== 'activated') await new Promise((done) => active.addEventListener('statechange', done, { once: true }));
      });
      await visit.page.goto(new URL('rules/email-not-unique.html', url).href);
      await visit.page.getByRole('heading', { name: 'Why it matters' }).waitFor();
      visit.assertClean();
      await visit.close();
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
}

const nothing = async () => () => ({});

hostTest('without any header, at the root', '/', nothing);
hostTest('without any header, below a path', '/tools/rowproof/', nothing);
hostTest('with the headers of docs/deploy.md', '/', async () => {
  const headersFor = await documented();
  assert.match(headersFor('/index.html')['Content-Security-Policy'], /frame-ancestors/);
  assert.match(headersFor('/engine/x/engine.js')['Cache-Control'], /immutable/);
  return headersFor;
});
hostTest('compressed ahead', '/', nothing, (answer) => {
  answer.body = gzipSync(answer.body);
  answer.encoding = { 'Content-Encoding': 'gzip' };
});
hostTest('programs of no type, as old hosts send them', '/', nothing, (answer) => {
  if (answer.type === 'application/wasm') answer.type = 'application/octet-stream';
});
