// Links that hold everything, what is refused, and what is handed on.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { assertAccessible } from '../accessible.mjs';
import { DESKTOP, PHONE, Visit } from '../browser.mjs';
import { Playground } from '../playground.mjs';
import { playgroundTest, test } from '../tests.mjs';
import { CHECKED_SCHEMA, SLOW_PLAN, STRONG_SCHEMA, WEAK_SCHEMA } from '../texts.mjs';

const packed = (text) => deflateRawSync(Buffer.from(text)).toString('base64url');
const linkOf = (content) => `#1=${packed(JSON.stringify(content))}`;
const contentOf = (link) => JSON.parse(inflateRawSync(Buffer.from(new URL(link).hash.slice(3).split('&')[0], 'base64url')).toString());
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

/** Opens the dialog and waits for its link. */
async function openShare(playground) {
  const { page } = playground;
  await page.getByTestId('share').click();
  await page.getByTestId('share-link').waitFor();
  return page.getByTestId('share-link').inputValue();
}

/** Everything that the page shows of a document. */
async function shown(playground) {
  const { page } = playground;
  return {
    tabs: (await playground.tabs.allInnerTexts()).map((tab) => tab.trim()),
    text: await playground.text(),
    kind: await playground.chip(playground.kindChip),
    database: await playground.chip(playground.dialectChip),
    profile: await playground.chip(playground.profileChip),
    findings: await playground.findings.allInnerTexts(),
    pane: await page.locator('.results-tab[aria-selected=true]').innerText(),
  };
}

playgroundTest('share: a link opens the same in another browser', async (playground, { page, context, site }) => {
  await playground.paste(`${CHECKED_SCHEMA}create table loose (a integer, email varchar(80));\n`);
  await playground.dialectChip.selectOption({ index: 3 });
  await playground.settled();
  await playground.profileChip.selectOption('strict');
  await playground.settled();
  await page.getByTestId('add-part').click();
  await playground.paste("select * from payment where customer_id = 7 and state = 'é😀';\n");
  await playground.show('findings');
  await playground.findings.first().locator('button[aria-expanded]').first().click();
  const link = await openShare(playground);
  await page.getByTestId('share-copy').click();
  await page.getByTestId('dialog-said').getByText(/^Link copied, .* bytes|KB, contains your text/).waitFor();
  assert.equal(await clipboard(page), link);
  assert.equal(page.url(), link);
  await page.keyboard.press('Escape');
  const here = await shown(playground);
  const visit = await Visit.open(context.browser(), site, { path: new URL(link).hash });
  const other = new Playground(visit);
  await other.ready();
  assert.deepEqual(await shown(other), here);
  visit.assertClean();
  await visit.close();
});

playgroundTest('share: Mod-S copies a link, and the address forgets it with the next change', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.textField.click();
  await page.keyboard.press('ControlOrMeta+S');
  await playground.status.getByText(/Link copied, .*, contains your text/).waitFor();
  const link = await clipboard(page);
  assert.match(link, /#1=/);
  assert.equal(page.url(), link);
  assert.deepEqual(contentOf(link), { v: 1, e: contentOf(link).e, d: [{ t: WEAK_SCHEMA }] });
  await playground.textField.click();
  await page.keyboard.insertText('-- changed');
  await page.waitForFunction(() => location.hash === '');
});

playgroundTest('share: a link never takes the place of the reader’s work', async (playground, { page, site }) => {
  await playground.paste(WEAK_SCHEMA);
  await page.evaluate((hash) => { location.hash = hash; }, linkOf({ v: 1, e: '0.0.1', d: [{ t: STRONG_SCHEMA }] }));
  await page.getByTestId('origin').waitFor();
  assert.match(await page.getByTestId('origin').innerText(), /made with Rowproof 0\.0\.1; this is .* differ/i);
  await playground.settled();
  await playground.expectText(STRONG_SCHEMA);
  // Loading the same address again opens nothing a second time.
  await page.reload();
  await playground.ready();
  await playground.expectText(STRONG_SCHEMA);
  await page.getByTestId('back-to-own').click();
  await playground.settled();
  await playground.expectText(WEAK_SCHEMA);
  assert.equal(await page.getByTestId('back-to-own').count(), 0);
  assert.ok(site);
});

playgroundTest('share: links written by hand and examples by name', async (playground, { page }) => {
  await page.evaluate(() => { location.hash = '#t=create+table+t%20(a%20int);'; });
  await playground.expectText('create table t (a int);');
  await page.evaluate(() => { location.hash = '#ex=ticket-search&view=plan-flame'; });
  await page.locator('.document-banner').getByText('A slow search').waitFor();
  await playground.settled();
  assert.equal(await playground.tabs.count(), 3);
  await page.locator('.results-tab[aria-selected=true]', { hasText: 'Plan' }).waitFor();
  // An example that nobody touched is shared by its name.
  assert.match(await openShare(playground), /#ex=ticket-search/);
});

const BOMB = () => packed(JSON.stringify({ v: 1, d: [{ t: ' '.repeat(60_000_000) }] }));
const HOSTILE = [
  ['nothing in it', () => '#1=', /cut off or damaged/],
  ['letters that are none', () => '#1=%%%', /cut off or damaged/],
  ['cut', () => linkOf({ v: 1, d: [{ t: CHECKED_SCHEMA }] }).slice(0, 90), /cut off or damaged/],
  ['not packed', () => '#1=aGVsbG8gd29ybGQ', /cut off or damaged/],
  ['no JSON', () => `#1=${packed('hello')}`, /cut off or damaged/],
  ['no parts', () => linkOf({ v: 1, d: [] }), /cut off or damaged/],
  ['deep', () => `#1=${packed('['.repeat(200_000))}`, /cut off or damaged/],
  ['of a later version', () => '#2=abc', /newer Rowproof.*version 2/],
  ['of a later version inside', () => linkOf({ v: 3, d: [{ t: 'x' }] }), /newer Rowproof.*version 3/],
  ['an example that is none', () => '#ex=%3Cimg%20src=x%20onerror=alert(1)%3E', /no example called/],
  ['text that is none', () => '#t=%ff%fe', /cut off or damaged/],
  ['a bomb', () => `#1=${BOMB()}`, /more than 1 MB/],
];

playgroundTest('share: hostile links are refused in words, and nothing is lost', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  for (const [name, make, expected] of HOSTILE) {
    await page.evaluate((hash) => { location.hash = hash; }, make());
    const notice = page.getByTestId('link-problem');
    await notice.getByText(expected).waitFor({ timeout: 5_000 }).catch((error) => assert.fail(`${name}: ${error}`));
    assert.match(await notice.innerText(), /Your own text is as it was/);
    await notice.getByRole('button').click();
    await notice.waitFor({ state: 'detached' });
    await playground.expectText(WEAK_SCHEMA);
  }
  await playground.settled();
});

/** How many: more when asked, which takes minutes. */
const LINKS = Number(process.env.LINKS ?? 1_500);
/** A link of each kind: with a document and settings, with a plan, by hand, by name. */
const SOUND = () => [
  linkOf({
    v: 1, e: '9.9.9', d: [{ k: 'schema', s: 'mysql 8.0.16', t: CHECKED_SCHEMA }],
    o: { levels: { 'email-not-unique': 'off' }, thresholds: { 'wide-table-columns': 12 }, words: { money: ['preis'] } }, u: { view: 'plan' },
  }),
  linkOf({ v: 1, d: [{ k: 'plan', n: 'slow.txt', t: 'Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)' }, { t: 'select 1' }], u: { view: 'diagram', sel: 't.a' } }),
  '#t=create+table+t%20(a%20int);&view=findings',
  '#ex=ticket-search.fixed&view=plan-flame',
];

playgroundTest('share: thousands of mutated links leave the page at work', async (playground, { page, context }) => {
  await playground.paste(WEAK_SCHEMA);
  let random = 12345;
  const next = (below) => {
    random = (random * 1103515245 + 12345) % 2147483648;
    return random % below;
  };
  const sound = SOUND();
  const mutated = Array.from({ length: LINKS }, (_, number) => {
    const letters = [...sound[number % sound.length]];
    for (let count = 1 + next(4); count > 0; count -= 1) {
      const at = 1 + next(letters.length);
      if (next(2)) letters[at] = 'ABCabc019-_%&=#é'[next(16)];
      else letters.splice(at, next(20));
    }
    return letters.join('');
  });
  const session = await context.newCDPSession(page);
  const memory = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize = 0 } = await session.send('Runtime.getHeapUsage');
    return (usedSize + backingStorageSize) / 1e6;
  };
  const before = await memory();
  const longest = await page.evaluate(async (links) => {
    let worst = 0;
    for (const hash of links) {
      const start = performance.now();
      location.hash = hash;
      // A timer that comes late says that the page hung.
      await new Promise((resolve) => setTimeout(resolve, 4));
      worst = Math.max(worst, performance.now() - start);
    }
    return worst;
  }, mutated);
  const grown = (await memory()) - before;
  console.log(`     longest wait: ${Math.round(longest)} ms, ${Math.round(grown)} MB more`);
  // The promise is a second on a machine of its own.
  assert.ok(longest < 10_000, `the page hung for ${Math.round(longest)} ms`);
  assert.ok(grown < 100, `${Math.round(grown)} MB more`);
  assert.equal(await page.locator('#defect').count(), 0);
  await page.evaluate(() => { location.hash = '#t=create+table+last%20(a%20int);'; });
  await playground.expectText('create table last (a int);');
  await playground.settled();
});

playgroundTest('share: names and values are replaced in link, copies and files', async (playground, { page }) => {
  await playground.paste(`-- the secret ledger of Smith
create table ledger (id bigint primary key, owner_name text not null, state text default 'frozen');
create index ledger_owner_idx on ledger (owner_name);
select * from ledger where owner_name = 'Smith' and id > 48213;
`);
  await openShare(playground);
  await page.getByTestId('redact').check();
  await page.getByTestId('redaction-list').waitFor();
  const link = await page.getByTestId('share-link').inputValue();
  const content = contentOf(link);
  const SECRETS = /ledger|owner_name|frozen|smith|secret|48213/i;
  assert.doesNotMatch(JSON.stringify(content), SECRETS);
  assert.match(content.d[0].t, /create table table_1 \(id|create table table_1 \(column_1 bigint primary key/);
  assert.equal(content.d[0].k, 'schema');
  await page.getByTestId('redaction-list').locator('summary').click();
  assert.match(await page.getByTestId('redaction-list').innerText(), /ledger\s+table_1/);
  await page.getByTestId('share-markdown').click();
  await page.getByText('Markdown copied').first().waitFor();
  const markdown = await clipboard(page);
  assert.match(markdown, /table_1/);
  assert.doesNotMatch(markdown, SECRETS);
  await page.getByTestId('redact').uncheck();
  await page.waitForFunction((before) => document.querySelector('[data-testid=share-link]')?.value !== before, link);
  assert.match(JSON.stringify(contentOf(await page.getByTestId('share-link').inputValue())), SECRETS);
});

playgroundTest('share: once names are to be replaced, neither palette nor key nor paper has them', async (playground, { page }) => {
  const run = async (words) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
  };
  await playground.paste('create table ledger (id bigint primary key);\n');
  await openShare(playground);
  await page.getByTestId('redact').check();
  await page.keyboard.press('Escape');
  await playground.paste('create table ledger (id bigint primary key, frozen text);\n');
  await run('copy as an issue');
  await page.getByText('paste it as the body of an issue').first().waitFor();
  const issue = await clipboard(page);
  assert.match(issue, /table_1/);
  assert.doesNotMatch(issue, /ledger|frozen/);
  await run('print the report');
  await page.getByText('Not printed').first().waitFor();
  await page.keyboard.press('Control+s');
  await page.getByTestId('share-link').waitFor();
  assert.doesNotMatch(JSON.stringify(contentOf(await page.getByTestId('share-link').inputValue())), /ledger|frozen/);
});

playgroundTest('share: copies and files hold the report', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  const link = await openShare(playground);
  const copied = async (testid, said) => {
    await page.getByTestId(testid).click();
    await page.getByTestId('dialog-said').getByText(said).waitFor();
    return clipboard(page);
  };
  const asLink = await copied('share-link-markdown', 'Markdown link copied');
  assert.match(asLink, /^\[Rowproof: \d+ /);
  assert.ok(asLink.endsWith(`](${link})`), asLink);
  const markdown = await copied('share-markdown', 'Markdown copied');
  assert.ok(markdown.includes(`\`\`\`sql\n${WEAK_SCHEMA.trimEnd()}\n\`\`\``), markdown);
  assert.match(markdown, /email-not-unique/);
  assert.ok(markdown.includes(link));
  assert.match(await copied('share-issue', 'Copied: paste it'), /<details><summary>The text<\/summary>/);
  assert.equal(await copied('share-command', 'Command copied'), 'rowproof check schema.sql');
  assert.match(await copied('share-ci', 'Workflow copied'), /run: \|\n +rowproof check --format github schema\.sql\n$/);
  assert.match(await copied('share-gitlab', 'Job copied'), /\.rowproof\/bin\/rowproof check schema\.sql\n$/);

  const saved = async (testid) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(testid).click()]);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
  };
  const sarif = JSON.parse((await saved('share-sarif')).text);
  assert.equal(sarif.version, '2.1.0');
  assert.ok(sarif.runs[0].results.some(({ ruleId }) => ruleId === 'email-not-unique'));
  const report = JSON.parse((await saved('share-json')).text);
  assert.ok(report.findings.some(({ rule }) => rule === 'email-not-unique'));
  assert.match((await saved('share-csv')).text, /^severity,certainty,rule/);
  assert.match((await saved('share-markdownfile')).text, /email-not-unique/);
  const patch = await saved('share-patchforempty');
  assert.equal(patch.name, 'rowproof-fixes.sql');
  assert.match(patch.text, /unique/i);
  assert.match((await saved('share-patchforlive')).text, /concurrently/i);
  const document = await saved('share-document');
  assert.deepEqual(JSON.parse(document.text).d, [{ t: WEAK_SCHEMA }]);
});

playgroundTest('share: a text too long for a link is offered as a file', async (playground, { page }) => {
  let text = '';
  for (let number = 0; text.length < 120_000; number += 1) {
    text += `create table t${number} (c${(number * 7919) % 100_003} int, d${(number * 104_729) % 1_000_003} text);\n`;
  }
  await playground.paste(text);
  await page.keyboard.press('ControlOrMeta+S');
  await page.getByTestId('share-save').waitFor();
  assert.match(await page.getByTestId('share-length').innerText(), /Too long/);
  assert.equal(await page.getByTestId('share-copy').count(), 0);
});

playgroundTest('share: by keyboard alone', async (playground, { page }) => {
  await playground.tabTo('editor');
  await page.keyboard.insertText(WEAK_SCHEMA);
  await playground.settled();
  await page.keyboard.press('Escape');
  await playground.tabTo('share');
  await page.keyboard.press('Enter');
  await page.getByTestId('share-link').waitFor();
  await playground.tabTo('share-copy');
  await page.keyboard.press('Enter');
  await page.getByText(/Link copied/).first().waitFor();
  await playground.tabTo('redact');
  await page.keyboard.press('Space');
  await page.getByTestId('redaction-list').waitFor();
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !document.querySelector('dialog[open]'));
  assert.equal(await playground.focused(), 'share');
});

for (const colorScheme of ['light', 'dark']) {
  for (const [device, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
    playgroundTest(`share: accessible, ${colorScheme}, ${device}`, async (playground, { page }) => {
      await playground.paste(SLOW_PLAN);
      await openShare(playground);
      await page.getByTestId('redact').check();
      await page.getByTestId('redaction-list').locator('summary').click();
      await assertAccessible(page, 'share');
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `the page is ${overflow} px wider than the screen`);
      await page.keyboard.press('Escape');
      await page.evaluate(() => { location.hash = '#1=x'; });
      await page.getByTestId('link-problem').waitFor();
      await assertAccessible(page, 'a link that is refused');
    }, { viewport, colorScheme });
  }
}

test('share: a link that is opened first of all', async ({ browser, site }) => {
  const visit = await Visit.open(browser, site, { path: linkOf({ v: 1, d: [{ t: WEAK_SCHEMA }] }) });
  const playground = new Playground(visit);
  await playground.ready();
  await playground.expectText(WEAK_SCHEMA);
  await playground.expectFinding('email-not-unique');
  visit.assertClean();
  await visit.close();
});
