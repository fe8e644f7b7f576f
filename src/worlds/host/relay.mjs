// Carries byte streams into a host that has no route to the harness; runs on the host.
//   relay.mjs PORT          standard input and output <-> PORT of this host
//   relay.mjs listen PATH   serves the Unix socket PATH: each client names a port in its first line; ends with its input
import { connect, createServer } from 'node:net';

const [mode, path] = process.argv.slice(2);
const host = '127.0.0.1';

/** Ties two sockets together, half-closes included; the end of one is the end of both. */
function join(client, server) {
  client.pipe(server);
  server.pipe(client);
  const end = () => {
    client.destroy();
    server.destroy();
  };
  for (const socket of [client, server]) {
    socket.on('error', end);
    socket.on('close', end);
  }
}

function serve(client) {
  client.setTimeout(5000, () => client.destroy());
  client.on('error', () => client.destroy());
  let head = Buffer.alloc(0);
  const read = (chunk) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf(10);
    if (end < 0 && head.length < 16) return;
    client.off('data', read);
    client.pause();
    client.setTimeout(0);
    const port = Number(head.subarray(0, Math.max(0, end)).toString());
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
      client.destroy();
      return;
    }
    const server = connect({ port, host, noDelay: true });
    server.on('error', () => client.destroy());
    server.on('connect', () => {
      client.write('+');
      if (end + 1 < head.length) server.write(head.subarray(end + 1));
      join(client, server);
    });
  };
  client.on('data', read);
}

if (mode === 'listen') {
  const server = createServer({ allowHalfOpen: false }, serve);
  server.listen(path, () => process.stdout.write('ready\n'));
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(0));
} else {
  const server = connect({ port: Number(mode), host, noDelay: true });
  server.on('error', () => process.exit(1));
  server.on('connect', () => {
    process.stdout.write('+');
    process.stdin.pipe(server);
    server.pipe(process.stdout);
  });
  server.on('close', () => process.exit(0));
}
