// The control channel of a disk: lines of JSON over TCP on the host's own loopback, a request and an answer each, which
// any shell can speak. Faults end by themselves when nobody has asked for anything for a while: the harness is gone.

import { createServer } from 'node:net';
import type { DiskDamage, DiskFault } from '../../disk-fault.ts';

/** What the harness asks of a disk. */
export type DiskCommand =
  | { readonly do: 'inject'; readonly fault: DiskFault }
  | { readonly do: 'heal' }
  | { readonly do: 'damage'; readonly damage: DiskDamage }
  /** From now on nothing is written, made durable or answered any more. */
  | { readonly do: 'cut-power' }
  /** Loses what was not synced, and is in order again. The database must be gone. */
  | { readonly do: 'power-off' }
  /** Asks only; also keeps faults from ending. */
  | { readonly do: 'state' };

/** What a disk says after each command. */
export interface DiskState {
  /** Calls hit, by kind of fault. */
  readonly hits: Readonly<Record<string, number>>;
  /** What lasts now. */
  readonly conditions: readonly string[];
  /** True while stored data is damaged, or about to be. */
  readonly damaged: boolean;
  /** Whether there was something to damage; for `damage` only. */
  readonly done: boolean;
}

export type DiskAnswer = { readonly state: DiskState } | { readonly error: string };

const longestLineBytes = 64 * 1024;

/** Serves commands on `port` of the loopback; `carryOut` throws for one that cannot be carried out. */
export function serveControl(
  port: number,
  carryOut: (command: DiskCommand) => DiskState,
  onReady: () => void,
): void {
  const server = createServer({ noDelay: true }, (client) => {
    let text = '';
    client.setEncoding('utf8');
    client.on('error', () => client.destroy());
    client.on('data', (chunk: string) => {
      text += chunk;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        client.write(`${JSON.stringify(answer(text.slice(0, end), carryOut))}\n`);
        text = text.slice(end + 1);
      }
      if (text.length > longestLineBytes) client.destroy();
    });
  });
  server.listen(port, '127.0.0.1', onReady);
}

function answer(line: string, carryOut: (command: DiskCommand) => DiskState): DiskAnswer {
  try {
    return { state: carryOut(JSON.parse(line) as DiskCommand) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
