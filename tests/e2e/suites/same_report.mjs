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

const WORDS = [
  'id', 'rule', 'title', 'severity', 'certainty', 'certainty_reason', 'object', 'relation', 'message', 'folded_into', 'part',
];
const NUMBERS = ['start', 'end', 'line', 'start_byte', 'end_byte', 'plan', 'node', 'share'];

/** A finding from the columns in which the page reads it; the rest is as it was said when asked for. */
function findingAt({ words, numbers, whole }, row) {
  const word = Object.fromEntries(WORDS.map((name, at) => [name, words[row * WORDS.length + at] || null]));
  const number = Object.fromEntries(NUMBERS.map((name, at) => [name, numbers[row * NUMBERS.length + at]]));
  const { part, ...said } = word;
  const { plan, node, share, ...location } = number;
  return {
    ...whole[row], ...said, share, location: { part, ...location }, node: plan === null ? null : { plan, node },
  };
}

/** The command line's finding with the columns of its place left out, which the page does without. */
function asThePage({ location: { column, end_line, end_column, ...location }, ...finding }) {
  return { ...finding, location };
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
      return JSON.stringify({ ...report, findings: { words, numbers: [...report.findings.numbers], whole } });
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
    theirs.findings = theirs.findings.map(asThePage);
    assert.deepEqual(comparable(said), comparable(theirs), files.join(' '));
  }
});
