// Stands in for the database where only its host is of interest: listens on the three ports, answers `/status`, counts its
// starts in its data directory.
const { createServer: createHttpServer } = require('node:http');
const { createServer } = require('node:net');
const { appendFileSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const { name, listen, dataDirectory } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const startsFile = join(dataDirectory, 'starts');
appendFileSync(startsFile, '.');
const starts = readFileSync(startsFile).length;
const status = { node: name, role: 'follower', leader: 'n1', state: 'serving', leaseRemainingMs: 0, starts };
const now = () => ({ ...status, wallMs: Date.now(), monotonicMs: performance.now() });
createHttpServer((_request, response) => response.end(JSON.stringify(now()))).listen(listen.httpPort);
createServer().listen(listen.mysqlPort);
createServer().listen(listen.nodePort);
process.stdout.write(`start ${starts} of ${name}\n`);
