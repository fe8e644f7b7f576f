// Watches the containers of a run for what others do to them. The daemon's events tell at once, also of what has passed by
// the time anybody looks; a look every few seconds tells of what no event came for, and of a daemon that is gone.

import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { WatchedPlace } from '../place.ts';
import type { NodeName } from '../world.ts';
import { daemonAddress, withTimeout } from './client.ts';
import { runLabel } from './labels.ts';
import type { ClusterNetwork } from './subnet.ts';

const answerTimeoutMs = 10_000;
/** One act of a stranger is several events: what it came to shows when they are all in. */
const eventsSettleMs = 300;
const againLooksMax = 5;
const reopenPauseMs = 500;

/** Events by which containers are lost; a run makes none of them before it is taken down. */
const actions = ['die', 'destroy', 'pause', 'disconnect'] as const;
type Action = (typeof actions)[number];

export interface WatchedContainers {
  readonly docker: Docker;
  readonly runId: string;
  readonly network: ClusterNetwork;
  readonly containers: readonly { readonly name: NodeName; readonly id: string }[];
  readonly place: WatchedPlace;
}

/** What the daemon says of one container. */
export interface ContainerState {
  /** `created`, `running`, `paused`, `exited`, ... */
  readonly state: string;
  /** `Exited (137) 2 seconds ago`, ... */
  readonly status: string;
  readonly isConnected: boolean;
}

/** What became of a container, to follow its name; `null` for one that is as it should be. */
export function fateOf(found: ContainerState | null, seen: ReadonlySet<Action>): string | null {
  if (found === null || found.state === 'removing' || seen.has('destroy')) return 'was removed';
  if (found.state === 'paused') return 'was paused';
  if (found.state === 'exited' || found.state === 'dead') {
    const exit = /\(\d+\)/.exec(found.status)?.[0].slice(1, -1);
    return exit === undefined ? 'was stopped' : `was stopped (exit code ${exit})`;
  }
  if (seen.has('die')) return 'was restarted';
  if (!found.isConnected) return 'was disconnected from its network';
  if (seen.has('disconnect')) return 'was disconnected from its network and connected again';
  return seen.has('pause') ? 'was paused and continued' : null;
}

/** Watches for as long as the place is watched. */
export function watchContainers({ docker, runId, network, containers, place }: WatchedContainers): void {
  const seen = new Map(containers.map(({ id }) => [id, new Set<Action>()]));
  // It shows once the first container is in it, where the daemon is on this machine.
  let hadBridge = false;
  let events: Readable | null = null;
  let stopped = false;
  let settling: NodeJS.Timeout | null = null;

  async function look(againMax = againLooksMax): Promise<void> {
    const states = await withTimeout(statesOf(docker, runId, network.name), answerTimeoutMs).catch(
      (error: unknown) => {
        place.loseShared(`The Docker daemon at ${daemonAddress()}`, `went away (${messageOf(error)})`);
        return null;
      },
    );
    if (states === null) return;
    const hasBridge = isHere(network.gateway);
    if (hadBridge && !hasBridge)
      place.loseShared(`The bridge of the network ${network.name}`, 'was removed or taken down');
    hadBridge ||= hasBridge;
    // A container that is being removed is said to run for a while after its end.
    const mayBeRemoved = containers.some(
      ({ id }) => seen.get(id)?.has('die') === true && states.get(id)?.state === 'running',
    );
    if (mayBeRemoved && againMax > 0) {
      await sleep(eventsSettleMs);
      return look(againMax - 1);
    }
    for (const { name, id } of containers) {
      const fate = fateOf(states.get(id) ?? null, seen.get(id) ?? new Set());
      if (fate !== null) place.loseHost(name, fate);
    }
  }

  function lookSoon(): void {
    settling ??= setTimeout(() => {
      settling = null;
      void look();
    }, eventsSettleMs);
  }

  function take(line: string): void {
    const event = eventIn(line);
    const actionsOfContainer = event === null ? undefined : seen.get(event.container);
    if (event === null || actionsOfContainer === undefined) return;
    actionsOfContainer.add(event.action);
    lookSoon();
  }

  /** Opens the stream of events; when it ends, the look that follows tells whether the daemon did. */
  async function listen(): Promise<void> {
    const filters = JSON.stringify({ type: ['container', 'network'], event: actions });
    const stream = (await withTimeout(docker.getEvents({ filters }), answerTimeoutMs)) as Readable;
    if (stopped) return void stream.destroy();
    events = stream;
    const ended = (): void => {
      if (events !== stream) return;
      events = null;
      stream.destroy();
      if (!stopped) void look().then(() => setTimeout(reopen, reopenPauseMs).unref());
    };
    stream.on('error', ended);
    stream.on('close', ended);
    createInterface({ input: stream }).on('line', take).on('error', ended);
  }

  function reopen(): void {
    if (!stopped && events === null && !place.signal.aborted) listen().catch(() => void look());
  }

  place.onLook(() => look());
  place.onStop(() => {
    stopped = true;
    if (settling !== null) clearTimeout(settling);
    events?.destroy();
  });
  reopen();
}

async function statesOf(
  docker: Docker,
  runId: string,
  network: string,
): Promise<ReadonlyMap<string, ContainerState>> {
  const filters = { label: [`${runLabel}=${runId}`] };
  const listed = await docker.listContainers({ all: true, filters });
  return new Map(
    listed.map(({ Id, State, Status, NetworkSettings }) => [
      Id,
      {
        state: State,
        status: Status,
        isConnected: Object.keys(NetworkSettings?.Networks ?? {}).includes(network),
      },
    ]),
  );
}

interface ContainerEvent {
  readonly container: string;
  readonly action: Action;
}

function eventIn(line: string): ContainerEvent | null {
  try {
    const { Type, Action, Actor } = JSON.parse(line) as {
      readonly Type?: string;
      readonly Action?: string;
      readonly Actor?: { readonly ID?: string; readonly Attributes?: Readonly<Record<string, string>> };
    };
    const action = actions.find((known) => known === Action);
    const container = Type === 'network' ? Actor?.Attributes?.['container'] : Actor?.ID;
    return action === undefined || container === undefined ? null : { container, action };
  } catch {
    return null;
  }
}

/** Whether an address is one of this machine, on an interface that is up. */
function isHere(address: string): boolean {
  return Object.values(networkInterfaces()).some((list) => list?.some((one) => one.address === address));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
