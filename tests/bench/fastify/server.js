// The same answers from fastify and SQLite: node server.js DATABASE PORT
//
// One row an answer, found by its target and sent as it stands: less work than a server has that
// makes its JSON out of tables. Two processes share the port, as there are two of ours.
'use strict';

const cluster = require('node:cluster');

const PROCESSES = 2;
const [database, port] = process.argv.slice(2);

function serve() {
  const Database = require('better-sqlite3');
  const answers = new Database(database, { readonly: true, fileMustExist: true });
  const find = answers.prepare('SELECT body, etag FROM answer WHERE target = ?');
  const app = require('fastify')({ logger: false });

  app.get('*', (request, reply) => {
    const answer = find.get(request.url);
    if (!answer) return reply.code(404).send({ status: 404 });
    return reply.header('etag', answer.etag).type('application/json').send(answer.body);
  });
  app.listen({ host: '127.0.0.1', port: Number(port) });
}

if (cluster.isPrimary) {
  for (let i = 0; i < PROCESSES; i++) cluster.fork();
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.kill('SIGTERM');
    process.exit(0);
  });
} else {
  serve();
}
