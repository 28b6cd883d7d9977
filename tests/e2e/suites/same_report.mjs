// The engine in the browser says what the command line says: every fixture of every rule.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access, readFile, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { playgroundTest } from '../tests.mjs';

const fixtures = new URL('../../../crates/rules/fixtures/', import.meta.url);
const DIALECT = /^-- rowproof-fixture: dialect=(\w+)/m;

/** The command line's report. It ends with 1 when it found something. */
async function reportOfCommandLine(program, names, dialect) {
  const options = dialect ? ['--dialect', dialect] : [];
  const run = promisify(execFile)(program, ['check', '--format', 'json', ...options, ...names], { cwd: fixtures, maxBuffer: 1 << 26 });
  const { stdout } = await run.catch((failure) => failure);
  return JSON.parse(stdout);
}

const PLACE = ['start', 'end', 'line', 'start_byte', 'end_byte'];
const UNCHECKED_WORDS = ['subject', 'reason', 'part'];
const WORDS = [
  'id', 'rule', 'title', 'severity', 'certainty', 'certainty_reason', 'object', 'relation', 'message', 'folded_into', 'part',
];
const NUMBERS = [...PLACE, 'plan', 'node', 'share'];

/** That row of a list: its words, null where one is empty, and its numbers, null where there is none. */
function rowAt({ words, numbers }, row, wordNames, numberNames) {
  const read = (value) => (value === '' ? null : value ?? null);
  const of = (values, names) => Object.fromEntries(names.map((name, at) => [name, read(values[row * names.length + at])]));
  return [of(words, wordNames), { ...of(numbers, numberNames) }];
}

/** Something that was not checked, from the columns in which the page reads it. */
function uncheckedAt(list, row) {
  const [{ part, ...said }, place] = rowAt(list, row, UNCHECKED_WORDS, PLACE);
  return { ...said, location: part && { part, ...place } };
}

/** A finding from the columns in which the page reads it; the rest is as it was said when asked for. */
function findingAt({ words, numbers, whole }, row) {
  const [word, number] = rowAt({ words, numbers }, row, WORDS, NUMBERS);
  const { part, ...said } = word;
  const { plan, node, share, ...location } = number;
  return {
    ...whole[row], ...said, share, location: { part, ...location }, node: plan === null ? null : { plan, node },
  };
}

/** What the command line says of a place, with the columns left out, which the page does without. */
function asThePage({ location, ...said }) {
  const { column, end_line, end_column, ...place } = location ?? {};
  return { ...said, location: location && place };
}

/** What both can say: the page reads a plan's nodes as columns, and nothing for null. */
function comparable(value) {
  if (Array.isArray(value)) return value.map(comparable);
  if (value === null || typeof value !== 'object') return value;
  const said = Object.entries(value).filter(([key, held]) => held !== null && held !== undefined && key !== 'nodes' && key !== 'columns');
  return Object.fromEntries(said.map(([key, held]) => [key, comparable(held)]));
}

async function readFixtures() {
  const found = [];
  for (const rule of (await readdir(fixtures)).sort()) {
    const names = await readdir(new URL(`${rule}/`, fixtures));
    for (const name of names.filter((name) => /\.(sql|txt)$/.test(name)).sort()) {
      const beside = `${rule}/${name.replace(/\.\w+$/, '.schema')}`;
      const hasSchema = await access(new URL(beside, fixtures)).then(() => true, () => false);
      const files = [...(hasSchema ? [beside] : []), `${rule}/${name}`];
      const texts = await Promise.all(files.map((file) => readFile(new URL(file, fixtures), 'utf8')));
      found.push({ files, texts, dialect: DIALECT.exec(texts[0])?.[1] });
    }
  }
  return found;
}

playgroundTest('same report: the engine in the browser says of every fixture what the command line says', async (playground, { page }) => {
  const program = process.env.ROWPROOF;
  assert.ok(program, 'ROWPROOF has to name the command line; `cargo xtask test --only e2e` builds it');
  const worker = page.workers()[0].url();
  await page.evaluate(([url, wordsOfOne]) => {
    const worker = new Worker(url, { type: 'module' });
    let rev = 0;
    const answerTo = (message, ...types) => new Promise((resolve) => {
      worker.onmessage = ({ data }) => [...types, 'failed'].includes(data.type) && resolve(data);
      worker.postMessage(message);
    });
    globalThis.reportOf = async (request) => {
      const { report, ...failed } = await answerTo({ type: 'analyze', rev: ++rev, request }, 'report');
      if (!report) return JSON.stringify(failed);
      const words = report.findings.words.split('\x1f');
      const ids = words.filter((word, at) => word && at % wordsOfOne === 0);
      const { whole } = await answerTo({ type: 'findings', rev, request, ids }, 'findings');
      const unchecked = { words: report.not_checked.words.split('\x1f'), numbers: [...report.not_checked.numbers] };
      return JSON.stringify({ ...report, findings: { words, numbers: [...report.findings.numbers], whole }, not_checked: unchecked });
    };
  }, [worker, WORDS.length]);
  const found = await readFixtures();
  assert.ok(found.length > 500, `${found.length} fixtures`);
  for (const { files, texts, dialect } of found) {
    const parts = files.map((name, at) => ({ id: name, name, text: texts[at] }));
    const [theirs, ours] = await Promise.all([
      reportOfCommandLine(program, files, dialect),
      page.evaluate((request) => globalThis.reportOf(request), { parts, dialect }),
    ]);
    const said = JSON.parse(ours);
    said.findings = said.findings.whole.map((_, row) => findingAt(said.findings, row));
    const unchecked = Array.from({ length: said.not_checked.numbers.length / PLACE.length });
    said.not_checked = unchecked.map((_, row) => uncheckedAt(said.not_checked, row));
    theirs.findings = theirs.findings.map(asThePage);
    theirs.not_checked = theirs.not_checked.map(asThePage);
    assert.deepEqual(comparable(said), comparable(theirs), files.join(' '));
  }
});
