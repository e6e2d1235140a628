// Brings table.json up to date: beside each text, what npm's dotenv makes of it. To add a text, add a
// row with its "input" and run this:
//
//   cd crates/app/src/settings/dotenv
//   npm install --no-save --prefix "${TMPDIR:-/tmp}/dotenv-table" dotenv dotenv16@npm:dotenv@16
//   node table.mjs "${TMPDIR:-/tmp}/dotenv-table"
//
// Version 16 is what LibreChat ships; the run fails if the newest one disagrees with it on any text.
import { deepStrictEqual } from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.argv[2]}/package.json`);
const file = new URL('table.json', import.meta.url);

const table = JSON.parse(readFileSync(file, 'utf8')).map(({ input }) => {
  const values = require('dotenv').parse(input);
  deepStrictEqual(values, require('dotenv16').parse(input), input);
  return { input, values };
});
const rows = table.map((row) => '  ' + JSON.stringify(row)).join(',\n');
writeFileSync(file, `[\n${rows}\n]\n`);
console.log(`${table.length} texts with dotenv ${require('dotenv/package.json').version}`);
