// SPDX-License-Identifier: Apache-2.0
// usage: node duck.js SQLFILE THREADS [NAME=VALUE ...]   runs the statements; $NAME$ in the SQL is replaced
const fs = require('fs');
const root = process.env.PEER_MODULES || 'node_modules';
const { DuckDBInstance } = require(require('path').resolve(root, '@duckdb/node-api'));
(async () => {
  let sql = fs.readFileSync(process.argv[2], 'utf8');
  for (const a of process.argv.slice(4)) { const i = a.indexOf('='); sql = sql.split('$' + a.slice(0, i) + '$').join(a.slice(i + 1)); }
  const db = await DuckDBInstance.create(process.env.DUCK_DB || ':memory:', { threads: process.argv[3] });
  const c = await db.connect();
  for (const s of sql.split(/;\s*\n/)) if (s.trim()) {
    const t = process.hrtime.bigint(); await c.run(s);
    if (process.env.DUCK_TIME) console.error(((Number(process.hrtime.bigint() - t)) / 1e6).toFixed(1) + ' ms ' + s.trim().slice(0, 60).replace(/\n/g, ' '));
  }
})();
