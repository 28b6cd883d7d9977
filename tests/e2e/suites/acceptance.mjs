// What somebody does with the playground from beginning to end, on a phone, a laptop and a wide screen, light and dark.
// The other suites look at one thing each; here the ways from one to the next are walked.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { assertAccessible } from '../accessible.mjs';
import { PHONE, Visit } from '../browser.mjs';
import { Playground } from '../playground.mjs';
import { playgroundTest } from '../tests.mjs';
import { SLOW_PLAN, WEAK_SCHEMA } from '../texts.mjs';

const LAPTOP = { width: 1280, height: 800 };
const WIDE = { width: 1920, height: 1080 };
const SCREENS = [['phone', PHONE], ['laptop', LAPTOP], ['wide', WIDE]];

/** As pg_dump writes it: names with their schema, keys behind the tables. */
const DUMP = `--
-- PostgreSQL database dump
--
SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);

${['club', 'member', 'booking'].map((name) => `CREATE TABLE public.${name} (
    id bigint NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.${name}
    ADD CONSTRAINT ${name}_pkey PRIMARY KEY (id);
`).join('\n')}
ALTER TABLE public.member ADD COLUMN email text NOT NULL;
ALTER TABLE public.member ADD COLUMN club_id bigint NOT NULL;
ALTER TABLE public.booking ADD COLUMN price numeric(10,2) NOT NULL;
ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_club_id_fkey FOREIGN KEY (club_id) REFERENCES public.club(id);
`;

/** What is selected in the text can be seen. */
async function selectionIsInView(page) {
  await page.waitForFunction(() => {
    const host = document.querySelector('[data-testid=editor]');
    const root = [host, ...host.querySelectorAll('*')].find((element) => element.shadowRoot)?.shadowRoot;
    const marked = root?.querySelector('.cm-selectionBackground')?.getBoundingClientRect();
    return marked && marked.top >= 0 && marked.bottom <= innerHeight && marked.width > 0;
  });
}

async function linkOf(playground) {
  await playground.page.getByTestId('share').click();
  const field = playground.page.getByTestId('share-link');
  await field.waitFor();
  const link = await field.inputValue();
  await playground.page.keyboard.press('Escape');
  await field.waitFor({ state: 'detached' });
  return link;
}

for (const colorScheme of ['light', 'dark']) {
  for (const [screen, viewport] of SCREENS) {
    playgroundTest(`acceptance: paste, tap, fix, undo, share, open elsewhere: ${screen}, ${colorScheme}`, async (playground, { page, context, site }) => {
      await playground.paste(DUMP);
      await playground.show('findings');
      await playground.expectFinding('email-not-unique');
      await playground.findings.first().waitFor();
      const finding = playground.of('email-not-unique').first();
      await finding.locator('.place').first().click();
      await selectionIsInView(page);
      assert.match(await playground.selectedText(), /email/);
      await playground.show('findings');
      const link = await linkOf(playground);
      await playground.applyFixOf('email-not-unique');
      await playground.expectNoFinding('email-not-unique');
      await playground.undoButton.click();
      await playground.settled();
      await playground.show('findings');
      await playground.expectFinding('email-not-unique');
      const here = await playground.findings.allInnerTexts();
      // Equal documents have equal links.
      assert.equal(await linkOf(playground), link);
      await assertAccessible(page, `findings, ${screen}, ${colorScheme}`);
      const visit = await Visit.open(context.browser(), site, { path: new URL(link).hash, viewport, colorScheme });
      const other = new Playground(visit);
      await other.ready();
      await other.show('findings');
      await other.findings.nth(here.length - 1).waitFor();
      assert.deepEqual(await other.findings.allInnerTexts(), here);
      assert.equal(await linkOf(other), link);
      visit.assertClean();
      await visit.close();
    }, { viewport, colorScheme });
  }
}

playgroundTest('acceptance: keyboard alone, from an example to the diagram’s table and the report as Markdown', async (playground, { page }) => {
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-field').waitFor();
  await page.keyboard.type('orders nobody guards');
  const example = page.getByRole('group', { name: 'Examples' }).getByRole('option');
  await example.first().waitFor();
  const wanted = await example.first().getAttribute('id');
  for (let steps = 0; steps < 50 && (await page.getByTestId('palette-field').getAttribute('aria-activedescendant')) !== wanted; steps += 1) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await page.locator('.document-banner').waitFor();
  await playground.settled();
  const open = page.locator('[data-testid=finding]:has(button[aria-expanded=true]):has(.finding-details[aria-busy=false])');
  const walked = new Set();
  for (let step = 0; step < 3; step += 1) {
    await page.keyboard.press('F8');
    await open.waitFor();
    walked.add(await open.getAttribute('id'));
  }
  assert.equal(walked.size, 3);
  // To a finding with a fix for the text; its first button is reached by Tab.
  for (let step = 0; step < 30 && (await open.getByTestId('finding-apply').count()) === 0; step += 1) {
    await page.keyboard.press('F8');
    await open.waitFor();
  }
  const rule = await open.getAttribute('data-rule');
  const before = await playground.of(rule).count();
  await playground.tabTo('finding-apply');
  await page.keyboard.press('Enter');
  await page.getByText(/^Applied: /).first().waitFor();
  await playground.settled();
  assert.ok((await playground.of(rule).count()) < before, `${rule} is gone`);
  await page.keyboard.press('Alt+5');
  await page.getByTestId('diagram-canvas').waitFor();
  await page.getByRole('button', { name: 'Table', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('diagram-tables').getByRole('table').first().waitFor();
  await page.keyboard.press('Alt+1');
  assert.equal(await playground.focused(), 'editor');
  await playground.leaveEditor();
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-field').waitFor();
  await page.keyboard.type('copy as markdown');
  await page.getByRole('option', { name: /Markdown/ }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByText(/[Cc]opied/).first().waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /```sql/);
});

playgroundTest('acceptance: without a network: reload, check, share, export', async (playground, { page }) => {
  await playground.keptForOffline();
  await page.context().setOffline(true);
  await page.reload();
  await playground.ready();
  await playground.paste(DUMP);
  await playground.expectFinding('email-not-unique');
  assert.match(await linkOf(playground), /#1=/);
  await page.getByTestId('share').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('share-sarif').click()]);
  const sarif = JSON.parse(await readFile(await download.path(), 'utf8'));
  assert.ok(sarif.runs[0].results.some(({ ruleId }) => ruleId === 'email-not-unique'));
  await page.context().setOffline(false);
}, { serviceWorkers: 'allow' });

playgroundTest('acceptance: garbage, a large file, another dialect and a cut link lose nothing', async (playground, { page }) => {
  // Long before the key: a chooser that is not taken over yet opens where nobody sees it.
  page.on('filechooser', () => {});
  await playground.paste(WEAK_SCHEMA);
  await page.getByTestId('add-part').click();
  let random = 7;
  const noise = Array.from({ length: 2_000_000 }, () => {
    random = (random * 1103515245 + 12345) % 2147483648;
    return String.fromCharCode(33 + (random >> 8) % 94);
  }).join('');
  await playground.paste(noise);
  await playground.settled();
  assert.equal(await page.locator('#defect').count(), 0);
  // Ten megabytes are refused, or taken, in words.
  const large = Buffer.alloc(10_000_000, '-- filler\n');
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('ControlOrMeta+O')]);
  await chooser.setFiles({ name: 'large.sql', mimeType: 'application/sql', buffer: large });
  await page.getByText(/large\.sql/).first().waitFor();
  await playground.settled();
  // A dialect that is not read.
  await page.getByTestId('add-part').click();
  await playground.paste('CREATE TABLE [dbo].[Orders]([Id] [int] IDENTITY(1,1) NOT NULL, [Total] [money] NULL) ON [PRIMARY]\nGO\n');
  await playground.settled();
  await page.evaluate(() => { location.hash = '#1=q1YqVrJSqo4FAA'; });
  await page.getByTestId('link-problem').waitFor();
  assert.match(await page.getByTestId('link-problem').innerText(), /Your own text is as it was/);
  await page.getByTestId('link-problem').getByRole('button').click();
  await playground.tabs.first().click();
  await playground.expectText(WEAK_SCHEMA);
});

playgroundTest('acceptance: a plan alone is read, and its schema adds columns and statements', async (playground, { page }) => {
  await playground.paste(SLOW_PLAN);
  await playground.show('plan');
  await playground.insights.first().waitFor();
  const alone = await playground.insights.count();
  assert.ok(alone > 0);
  await page.getByTestId('add-part').click();
  await playground.paste('create table member (id bigint primary key, email text not null, status text not null, joined_at timestamptz not null);\n');
  await playground.settled();
  await playground.show('plan');
  await playground.insights.first().waitFor();
  assert.ok((await playground.insights.count()) >= alone);
  const statements = page.getByTestId('insights').getByText(/create index/i);
  for (let at = 0; at < (await playground.insights.count()) && (await statements.count()) === 0; at += 1) {
    await playground.insights.nth(at).locator('button[aria-expanded]').first().click();
  }
  await statements.first().waitFor();
});
