// Stands in for the database where its disk is of interest: appends a numbered line to a log and syncs it, again and again, and
// tells in `/status` what it found at its start, how long calls took and which errors it saw. A second file is never synced.
const fs = require('node:fs');
const { createServer: createHttpServer } = require('node:http');
const { createServer } = require('node:net');
const { join } = require('node:path');

const { name, listen, dataDirectory } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const pauseMs = 10;
const lines = (file) => {
  try {
    return fs.readFileSync(join(dataDirectory, file), 'latin1').split('\n').slice(0, -1);
  } catch {
    return [];
  }
};

const found = { synced: lines('synced'), unsynced: lines('unsynced') };
let next = found.synced.length;
let synced = next;
let written = found.unsynced.length;
let errors = {};
let slowestMs = 0;

function append() {
  const startMs = performance.now();
  try {
    const file = fs.openSync(join(dataDirectory, 'synced'), 'a');
    try {
      fs.writeSync(file, `${next}\n`);
      fs.fsyncSync(file);
      synced = ++next;
    } finally {
      fs.closeSync(file);
    }
    const directory = fs.openSync(dataDirectory, 'r');
    fs.fsyncSync(directory);
    fs.closeSync(directory);
    fs.appendFileSync(join(dataDirectory, 'unsynced'), `${written}\n`);
    written += 1;
  } catch (error) {
    errors[error.code] = (errors[error.code] ?? 0) + 1;
  }
  slowestMs = Math.max(slowestMs, performance.now() - startMs);
  setTimeout(append, pauseMs);
}

const status = () => {
  const mounted = fs.readFileSync('/proc/self/mounts', 'utf8').includes('ordeal-disk');
  const answer = { found, synced, written, errors, slowestMs, mounted };
  errors = {};
  slowestMs = 0;
  return { node: name, role: 'follower', leader: 'n1', state: 'serving', leaseRemainingMs: 0, ...answer };
};
createHttpServer((_request, response) => response.end(JSON.stringify(status()))).listen(listen.httpPort);
createServer().listen(listen.mysqlPort);
createServer().listen(listen.nodePort);
append();
