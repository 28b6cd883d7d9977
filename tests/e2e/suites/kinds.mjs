// What was pasted is recognised, says so, and can be corrected.
import assert from 'node:assert/strict';
import { playgroundTest } from '../tests.mjs';
import { JSON_PLAN, QUERY, SLOW_PLAN, WEAK_SCHEMA } from '../texts.mjs';

const KINDS = [
  ['a schema', WEAK_SCHEMA, /schema/i],
  ['a query', QUERY, /quer/i],
  ['a plan in text', SLOW_PLAN, /plan/i],
  ['a plan in JSON', JSON_PLAN, /plan/i],
];

for (const [name, text, expected] of KINDS) {
  playgroundTest(`kinds: ${name} is recognised`, async (playground) => {
    await playground.paste(text);
    assert.match(await playground.chip(playground.kindChip), expected);
  });
}

playgroundTest('kinds: the dialect is recognised from the text', async (playground) => {
  await playground.paste('create table `member` (`id` int unsigned not null auto_increment primary key) engine=InnoDB;\n');
  assert.match(await playground.chip(playground.dialectChip), /MySQL/);
});

playgroundTest('kinds: what was recognised can be corrected, and says so', async (playground) => {
  await playground.paste(WEAK_SCHEMA);
  await playground.dialectChip.selectOption('sqlite');
  await playground.settled();
  assert.match(await playground.chip(playground.dialectChip), /SQLite/);
  await playground.dialectChip.selectOption('');
  await playground.settled();
  assert.match(await playground.chip(playground.dialectChip), /PostgreSQL/);
});
