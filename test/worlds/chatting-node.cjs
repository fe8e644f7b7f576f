// Stands in for the database where the links between hosts are of interest: sends each peer a numbered datagram every few
// milliseconds and tells in `/status` which ones came, in which order and how late. Hosts of one machine share a monotonic clock.
const { createSocket } = require('node:dgram');
const { createServer: createHttpServer } = require('node:http');
const { readFileSync } = require('node:fs');

const { name, listen, peers } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const intervalMs = 10;
const kept = 2000;
const nowMs = () => Number(process.hrtime.bigint()) / 1e6;
const others = Object.entries(peers).filter(([peer]) => peer !== name);
const arrivals = Object.fromEntries(others.map(([peer]) => [peer, []]));
let sent = 0;

const socket = createSocket('udp4');
socket.on('message', (bytes) => {
  const { from, number, sentMs } = JSON.parse(bytes.toString());
  arrivals[from].push([number, nowMs() - sentMs]);
  if (arrivals[from].length > kept) arrivals[from].shift();
});
socket.on('error', () => undefined);
socket.bind(listen.nodePort, listen.host);
setInterval(() => {
  sent += 1;
  for (const [, address] of others) {
    const [host, port] = address.split(':');
    socket.send(
      JSON.stringify({ from: name, number: sent, sentMs: nowMs() }),
      Number(port),
      host,
      () => undefined,
    );
  }
}, intervalMs);

const status = { node: name, role: 'follower', leader: 'n1', state: 'serving' };
createHttpServer((_request, response) => response.end(JSON.stringify({ ...status, sent, arrivals }))).listen(
  listen.httpPort,
);
