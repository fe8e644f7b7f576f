// The agent that runs on a host beside the database and carries out what has to happen there: one JSON request a line in, one
// answer a line out. When its input ends, the harness is gone: it undoes what it did and ends.

import { createInterface } from 'node:readline';
import { createPacketQueue } from './packet-queue.ts';
import {
  type AgentAnswer,
  type AgentRequest,
  type AgentSettings,
  type NumberedRequest,
  socketVariables,
} from './protocol.ts';
import { createWallClock } from './wall-clock.ts';
import { createWallProbe } from './wall-probe.ts';

const settings = JSON.parse(process.argv[2] ?? '{}') as AgentSettings;
const clock = settings.clock === undefined ? null : createWallClock(settings.clock.offsetFile);
clock?.reset();
const probe = settings.clock === undefined ? null : createWallProbe(settings.clock.environment);
const inherited = (variable: string): number => Number(process.env[variable]);
const packets =
  settings.packetQueue === undefined
    ? null
    : createPacketQueue(
        settings.packetQueue,
        inherited(socketVariables.netlink),
        inherited(socketVariables.raw),
      );

function present<Part>(part: Part | null, what: string): Part {
  if (part === null) throw new Error(`this agent was started without ${what}`);
  return part;
}

async function perform(request: AgentRequest): Promise<unknown> {
  switch (request.kind) {
    case 'clock-jump':
      return present(clock, 'a clock').jump(request.offsetMs);
    case 'clock-drift':
      return present(clock, 'a clock').drift(request.partsPerMillion);
    case 'clock-reset':
      return present(clock, 'a clock').reset();
    case 'clock-offset':
      return present(probe, 'a clock').offsetMs();
    case 'packets-shape':
      return present(packets, 'a packet queue').shape(request.shapes);
    case 'packets-count':
      return present(packets, 'a packet queue').counts();
  }
}

const answer = (line: AgentAnswer): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
process.stdout.on('error', () => undefined);

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  const { id, request } = JSON.parse(line) as NumberedRequest;
  perform(request).then(
    (result) => answer({ id, result: result ?? null }),
    (error: unknown) => answer({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
input.on('close', () => {
  clock?.reset();
  probe?.close();
  process.exit(0);
});
try {
  await packets?.ready;
  answer({ id: 0, result: 'ready' });
} catch (error) {
  answer({ id: 0, error: error instanceof Error ? error.message : String(error) });
}
