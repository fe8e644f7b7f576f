// Accepts MySQL clients on one port, up to a bound, and gives each its own connection.

import { createServer, type Server } from 'node:net';
import { serveConnection } from './connection.ts';
import type { ListenerOptions } from './listener-options.ts';
import { loginThrottle } from './login-throttle.ts';
import { packetWriter } from './packet-writer.ts';
import { WireError } from './protocol.ts';
import { writeError } from './responses.ts';

export { defaultWireLimits } from './listener-options.ts';

/** Makes the server; the caller lets it listen and closes it. */
export function mysqlListener(options: ListenerOptions): Server {
  let open = 0;
  let nextConnectionId = 1;
  const throttle = loginThrottle(options.clock);
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    if (open >= options.limits.connections) {
      const writer = packetWriter();
      writer.startAnswer(0);
      writeError(
        writer,
        WireError.tooManyConnections.code,
        WireError.tooManyConnections.sqlState,
        'Too many connections',
      );
      options.observer.onRefusal(WireError.tooManyConnections.code);
      socket.on('error', () => socket.destroy());
      socket.end(writer.takeAnswer(), () => socket.destroy());
      return;
    }
    open += 1;
    options.observer.onConnections(open);
    socket.on('close', () => {
      open -= 1;
      options.observer.onConnections(open);
    });
    serveConnection(socket, nextConnectionId, { ...options, throttle });
    nextConnectionId = nextConnectionId >= 0xff_ff_ff_ff ? 1 : nextConnectionId + 1;
  });
  return server;
}
