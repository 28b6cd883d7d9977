// PostgreSQL inside Node.js: a line of JSON in, {"sql": …}; a line of JSON out, {"value": …} or {"refused": {code, message}}.
import readline from 'node:readline';
import { PGlite } from '@electric-sql/pglite';

const EXTENSIONS = ['btree_gin', 'btree_gist', 'citext', 'cube', 'fuzzystrmatch', 'hstore', 'intarray', 'isn', 'ltree', 'pg_trgm', 'pgcrypto', 'seg', 'tablefunc', 'unaccent', 'uuid_ossp'];

const extensions = {};
for (const name of EXTENSIONS) {
  try {
    extensions[name] = (await import(`@electric-sql/pglite/contrib/${name}`))[name];
  } catch {
    // This build is without it; the server says so when asked for it.
  }
}
const server = await PGlite.create({ extensions });

for await (const line of readline.createInterface({ input: process.stdin })) {
  let reply;
  try {
    const results = await server.exec(JSON.parse(line).sql, { rowMode: 'array' });
    const rows = results.flatMap((result) => result.rows ?? []);
    const value = rows.at(-1)?.[0];
    reply = { value: value === undefined || value === null ? null : String(value) };
  } catch (error) {
    reply = { refused: { code: error.code ?? '', message: String(error.message) } };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
await server.close();
process.exit(0);
