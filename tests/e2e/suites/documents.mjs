// Files, history, tabs: nothing is lost.
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessible.mjs';
import { DESKTOP, PHONE } from '../browser.mjs';
import { Playground } from '../playground.mjs';
import { playgroundTest } from '../tests.mjs';
import { SLOW_PLAN, STRONG_SCHEMA, WEAK_SCHEMA } from '../texts.mjs';

/** Drops files on the page as a browser would: `[name, text or bytes, type]`. */
async function drop(page, files, onto = 'body') {
  const transfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const [name, content, type] of files) {
      const bytes = Array.isArray(content) ? new Uint8Array(content) : content;
      transfer.items.add(new File([bytes], name, { type: type ?? '' }));
    }
    return transfer;
  }, files);
  for (const type of ['dragenter', 'dragover', 'drop']) {
    await page.locator(onto).first().dispatchEvent(type, { dataTransfer: transfer });
  }
}

/** Waits until these are the tabs: files are read one by one, which takes its time. */
async function expectTabs(playground, expected) {
  const names = async () => (await playground.tabs.allInnerTexts()).map((tab) => tab.split('\n')[0].trim());
  const end = Date.now() + 10_000;
  while (String(await names()) !== String(expected) && Date.now() < end) await playground.page.waitForTimeout(50);
  assert.deepEqual(await names(), expected);
}

/** Waits until a snapshot of the text has been kept. */
const kept = (page) => page.waitForTimeout(4_600);

async function openHistory(page) {
  await page.getByTestId('examples').click();
  await page.getByTestId('open-history').click();
  await page.getByTestId('history-dialog').waitFor();
}

playgroundTest('documents: files dropped on an empty page become its parts', async (playground, { page }) => {
  await drop(page, [['schema.sql', WEAK_SCHEMA], ['slow.plan', SLOW_PLAN]]);
  await expectTabs(playground, ['schema.sql', 'slow.plan']);
  await playground.settled();
  await playground.expectFinding('email-not-unique');
  await playground.expectText(WEAK_SCHEMA);
});

playgroundTest('documents: files dropped on own work stand beside it, and can be undone', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await drop(page, [['slow.txt', SLOW_PLAN]], '[data-testid=editor]');
  await expectTabs(playground, ['Schema', 'slow.txt']);
  await playground.settled();
  await playground.undoButton.click();
  await expectTabs(playground, ['Schema']);
  await playground.settled();
  await playground.expectText(WEAK_SCHEMA);
  // A file of a name that is there is a newer state of it.
  await drop(page, [['a.sql', 'create table a (b int);']]);
  await expectTabs(playground, ['Schema', 'a.sql']);
  await drop(page, [['a.sql', 'create table a (b int, c int);']]);
  await expectTabs(playground, ['Schema', 'a.sql']);
  await playground.settled();
  await playground.expectText('create table a (b int, c int);');
});

playgroundTest('documents: what is no text is refused with the reason', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  const refused = async (file, expected) => {
    await drop(page, [file]);
    await page.getByTestId('link-problem').getByText(expected).waitFor();
    await page.getByTestId('link-problem').getByRole('button').click();
    await playground.expectText(WEAK_SCHEMA);
  };
  await refused(['photo.png', [137, 80, 78, 71, 0, 1], 'image/png'], /photo\.png is a picture/);
  await refused(['data.db', [83, 81, 76, 0, 0, 1]], /data\.db is not text/);
  await refused(['big.sql', ' '.repeat(2 * 1024 * 1024 + 1)], /big\.sql is 2\.1 MB.*command line/);
  // Half of it can be opened: it is, and the rest is said.
  await drop(page, [['b.sql', 'create table b (c int);'], ['photo.png', [1, 2], 'image/png']]);
  await page.getByText(/Opened b\.sql\. photo\.png is a picture/).first().waitFor();
});

playgroundTest('documents: UTF-16 as Windows writes it, and old code pages', async (playground, { page }) => {
  const utf16 = [0xff, 0xfe, ...[...'create table é (a int);'].flatMap((letter) => [letter.charCodeAt(0) & 255, letter.charCodeAt(0) >> 8])];
  await drop(page, [['w.sql', utf16]]);
  await playground.expectText('create table é (a int);');
  await drop(page, [['l.sql', [...'-- caf'].map((letter) => letter.charCodeAt(0)).concat(0xe9)]]);
  await playground.expectText('-- café');
});

playgroundTest('documents: a document saved here opens again, beside own work', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await drop(page, [['mine.json', JSON.stringify({ v: 1, d: [{ n: 'x.sql', t: STRONG_SCHEMA }], o: { profile: 'strict' } })]]);
  await page.getByTestId('origin').waitFor();
  await playground.settled();
  await playground.expectText(STRONG_SCHEMA);
  await expectTabs(playground, ['x.sql']);
  assert.equal(await playground.chip(playground.profileChip), 'Strict');
  await page.getByTestId('back-to-own').click();
  await playground.expectText(WEAK_SCHEMA);
  await drop(page, [['other.json', '{"v":9,"d":[]}']]);
  await page.getByTestId('link-problem').getByText(/This file was made by a newer Rowproof/).waitFor();
});

/** A browser gives out folders only when a hand drops them: this stands in for the hand. */
function fakeFolder(context) {
  return context.addInitScript((files) => {
    const entry = ([name, text]) => ({ name, isDirectory: false, file: (give) => give(new File([text], name)) });
    DataTransferItem.prototype.webkitGetAsEntry = () => {
      let rest = [files.map(entry)];
      return { name: 'migrations', isDirectory: true, createReader: () => ({ readEntries: (give) => give(rest.pop() ?? []) }) };
    };
  }, [
    ['10_email.sql', 'alter table member add column email text;'],
    ['2_member.sql', 'create table member (id bigint primary key);'],
    ['2_member.down.sql', 'drop table member;'],
    ['notes.md', 'hello'],
    ['.hidden.sql', 'drop table everything;'],
  ]);
}

playgroundTest('documents: a folder of migrations is read in its order', async (playground, { page }) => {
  await playground.paste(STRONG_SCHEMA);
  await drop(page, [['migrations', '']]);
  await page.getByText(/Opened 2 files\. .*take a migration back/).first().waitFor();
  await expectTabs(playground, ['2_member.sql', '10_email.sql']);
  await playground.settled();
  assert.equal(await playground.chip(playground.kindChip), 'Migration');
  await playground.expectFinding('email-not-unique');
  await page.getByTestId('back-to-own').click();
  await playground.settled();
  await playground.expectText(STRONG_SCHEMA);
}, { prepare: fakeFolder });

playgroundTest('documents: files are chosen too', async (playground, { page }) => {
  // Playwright takes choosers over while somebody listens, and begins to a little after `waitForEvent`: this keeps it at it.
  page.on('filechooser', () => {});
  const choose = async (act) => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), act()]);
    await chooser.setFiles([{ name: 'chosen.sql', mimeType: 'application/sql', buffer: Buffer.from(WEAK_SCHEMA) }]);
    await playground.expectText(WEAK_SCHEMA);
  };
  await choose(() => page.getByTestId('empty-open').click());
  await choose(() => page.keyboard.press('ControlOrMeta+O'));
  await choose(async () => {
    await page.getByTestId('examples').click();
    await page.getByTestId('open-files').click();
  });
});

playgroundTest('documents: history is read after a reload and brings a text back', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await kept(page);
  await playground.paste(STRONG_SCHEMA);
  await kept(page);
  await page.reload();
  await playground.ready();
  // What was kept before the reload is not kept again.
  await kept(page);
  await openHistory(page);
  const entries = page.getByTestId('snapshot');
  await entries.first().waitFor();
  assert.equal(await entries.count(), 2);
  await entries.nth(1).click();
  await page.getByTestId('history-preview').getByText('joined_at').waitFor();
  assert.ok(!(await page.getByTestId('history-preview').innerText()).includes('member_email_key'));
  await page.getByTestId('history-restore').click();
  await playground.settled();
  await playground.expectText(WEAK_SCHEMA);
  assert.match(await page.getByTestId('origin').innerText(), /From the history/i);
  await page.getByTestId('back-to-own').click();
  await playground.expectText(STRONG_SCHEMA);
});

playgroundTest('documents: what an example takes the place of is in the history at once', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.examples.click();
  await page.getByTestId('open-gallery').click();
  await page.locator('[data-example=bakery-orders]').click();
  await playground.settled();
  await openHistory(page);
  await page.getByTestId('snapshot').first().click();
  await page.getByTestId('history-preview').getByText('joined_at').waitFor();
});

playgroundTest('documents: the ring keeps fifty states of a tab', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await page.evaluate(async () => {
    const { keepSnapshot } = await globalThis.rowproof.documents;
    for (let number = 0; number < 60; number += 1) {
      await keepSnapshot({ title: `state ${number}`, parts: 1 }, { parts: [{ text: `${number}` }] });
    }
  });
  await openHistory(page);
  const entries = page.getByTestId('snapshot');
  await entries.first().waitFor();
  assert.equal(await entries.count(), 50);
  assert.match(await entries.first().innerText(), /state 59/);
});

playgroundTest('documents: without a database the page says so and goes on', async (playground, { page }) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.status.getByText(/keeps no history/).waitFor({ timeout: 10_000 });
  await playground.expectFinding('email-not-unique');
  await openHistory(page);
  await page.getByTestId('history-refused').waitFor();
}, { prepare: (context) => context.addInitScript(() => {
  Object.defineProperty(globalThis, 'indexedDB', { value: { open() { throw new Error('refused'); } } });
}) });

/** A second tab goes on from the first one's text, and what is written there does not come back in the first. */
async function writeInSecondTab(playground, visit, second) {
  await second.goto(visit.site);
  const other = new Playground({ ...visit, page: second });
  await other.ready();
  await other.expectText(WEAK_SCHEMA);
  await other.paste(STRONG_SCHEMA);
  await second.waitForTimeout(500);
  await visit.page.reload();
  await playground.ready();
  await playground.expectText(WEAK_SCHEMA);
  return other;
}

playgroundTest('documents: two tabs keep their own texts', async (playground, visit) => {
  const { page, context, site } = visit;
  await playground.paste(WEAK_SCHEMA);
  await page.waitForTimeout(500);
  const second = await context.newPage();
  const other = await writeInSecondTab(playground, visit, second);
  await second.reload();
  await other.ready();
  await other.expectText(STRONG_SCHEMA);
  // A tab that is opened now goes on from what was written last.
  const third = await context.newPage();
  await third.goto(site);
  const newest = new Playground({ ...visit, page: third });
  await newest.ready();
  await newest.expectText(STRONG_SCHEMA);
});

playgroundTest('documents: a tab that was duplicated gets a text of its own', async (playground, visit) => {
  const { page, context } = visit;
  await playground.paste(WEAK_SCHEMA);
  await page.waitForTimeout(500);
  // A duplicate starts with a copy of the session's storage, while the original is open.
  const copy = await page.evaluate(() => ({ ...sessionStorage }));
  const second = await context.newPage();
  await second.addInitScript((copy) => {
    if (!sessionStorage.getItem('copied')) Object.entries({ ...copy, copied: '1' }).forEach(([key, value]) => sessionStorage.setItem(key, value));
  }, copy);
  await writeInSecondTab(playground, visit, second);
});

playgroundTest('documents: a text of an earlier version of the page is still there', async (playground) => {
  await playground.expectText(WEAK_SCHEMA);
}, { prepare: (context) => context.addInitScript((text) => {
  if (!localStorage.getItem('rowproof.tabs')) localStorage.setItem('rowproof.document', JSON.stringify({ parts: [{ text }], active: 0 }));
}, WEAK_SCHEMA) });

for (const colorScheme of ['light', 'dark']) {
  for (const [device, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
    playgroundTest(`documents: accessible, ${colorScheme}, ${device}`, async (playground, { page }) => {
      await playground.paste(WEAK_SCHEMA);
      await kept(page);
      await page.getByTestId('examples').click();
      await assertAccessible(page, 'the menu');
      await page.getByTestId('open-history').click();
      await page.getByTestId('snapshot').first().click();
      await page.getByTestId('history-restore').waitFor();
      await assertAccessible(page, 'history');
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `the page is ${overflow} px wider than the screen`);
    }, { viewport, colorScheme });
  }
}
