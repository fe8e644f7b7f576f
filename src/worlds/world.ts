// A world is where a cluster lives: real containers, namespaces, or a simulation. A plan runs unchanged in each.
// Workloads, nemeses and the runner see only this interface.

import type { DiskDamage, DiskFault } from './disk-fault.ts';
import type { HostLimits } from './host-limits.ts';

/** Name of a database node, and of the host it lives on: `n1`, `n2`, ... */
export type NodeName = string;

export type WorldName = 'docker' | 'namespaces' | 'sim';

/** Time of the run: the machine's monotonic clock, or the simulator's virtual one. */
export interface WorldClock {
  /** Nanoseconds since the world was made; never goes back. */
  nowNs(): number;
  /** Resolves after `durationMs`; rejects with the signal's reason when aborted. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
  /** Calls back once; the function returned cancels it. */
  after(durationMs: number, callback: () => void): () => void;
}

export type SqlValue = null | number | bigint | string | Uint8Array;

export interface SqlResult {
  /** Rows of a SELECT, as arrays in column order; empty for a write. */
  readonly rows: readonly (readonly SqlValue[])[];
  /** Rows changed by a write (MySQL's affected rows, not merely matched ones); 0 for a SELECT. */
  readonly affectedRows: number;
}

/** Why a statement did not succeed. */
export class StatementError extends Error {
  constructor(
    message: string,
    /** True only when it is certain that the statement has had, and will have, no effect. */
    readonly certainlyNotExecuted: boolean,
    /** The database's error number; `null` when the connection or the time ran out. */
    readonly code: number | null,
  ) {
    super(message);
    this.name = 'StatementError';
  }
}

export interface SqlConnection {
  /**
   * Sends one statement and waits for its result.
   * @throws {StatementError} also when `timeoutMs` runs out; the connection is then unusable and must be closed.
   */
  query(sql: string, parameters: readonly SqlValue[], timeoutMs: number): Promise<SqlResult>;
  close(): void;
}

/** One direction between two hosts: packets from `from` to `to`. */
export interface Link {
  readonly from: NodeName;
  readonly to: NodeName;
}

export interface NetworkFaults {
  /** Drops every packet on these links, on top of links already cut. */
  cut(links: readonly Link[]): Promise<void>;
  /** Removes the cuts of these links. */
  open(links: readonly Link[]): Promise<void>;
  /** Removes all cuts. */
  heal(): Promise<void>;
  /** Sends a packet over each link and reports the links on which it did not arrive. */
  probeCutLinks(links: readonly Link[]): Promise<readonly Link[]>;
  /** Packets that cuts have dropped on each of these links since the world was made; those of `probeCutLinks` do not count. */
  droppedByCuts(links: readonly Link[]): Promise<readonly number[]>;
  /** Slows, loses, repeats or reorders packets on these links, in place of an earlier shape; an empty shape ends it. */
  shape?(links: readonly Link[], shape: LinkShape): Promise<void>;
  /** Looks at each link and reports those on which packets are treated by a shape. Present where `shape` is. */
  probeShapedLinks?(links: readonly Link[]): Promise<readonly Link[]>;
}

export type ProcessState = 'running' | 'paused' | 'absent';

export interface ProcessFaults {
  /** SIGKILL. Resolves when the process is gone. */
  kill(node: NodeName): Promise<void>;
  /** Starts the database on its host with the data it left; resolves when the process exists. */
  start(node: NodeName): Promise<void>;
  /** SIGSTOP and SIGCONT. */
  pause(node: NodeName): Promise<void>;
  resume(node: NodeName): Promise<void>;
  /** What the operating system says of the process. */
  state(node: NodeName): Promise<ProcessState>;
}

/** How packets on a link are treated on top of what the network does by itself; absent fields leave that alone. */
export interface LinkShape {
  readonly delayMs?: number;
  readonly jitterMs?: number;
  readonly lossPercent?: number;
  readonly duplicatePercent?: number;
  readonly reorderPercent?: number;
  /** Packets with a bit wrong: their receiver finds the checksum wrong and drops them. */
  readonly corruptPercent?: number;
  /** Packets wait for their turn, and are lost where the wait would be longer than about a second. */
  readonly kilobitsPerSecond?: number;
}

/** The wall clock of a host, as its database sees it. The monotonic clock is never touched. */
export interface ClockFaults {
  /** Moves the wall clock by `offsetMs` at once, on top of earlier jumps. */
  jump(node: NodeName, offsetMs: number): Promise<void>;
  /** Lets the wall clock gain `partsPerMillion` from now on (lose, where negative). */
  drift(node: NodeName, partsPerMillion: number): Promise<void>;
  /** Sets the wall clock right and its rate to true. */
  reset(node: NodeName): Promise<void>;
  /** The wall clock minus true time in ms, as read on the host. */
  offsetMs(node: NodeName): Promise<number>;
}

export interface DiskFaults {
  /** Puts the disk of a node into this condition, on top of others it is in. */
  inject(node: NodeName, fault: DiskFault): Promise<void>;
  /** Ends every lasting condition; damage already done stays. */
  heal(node: NodeName): Promise<void>;
  /** Damages stored data. False when the world refused, because it could take the last copies of a committed entry. */
  damage(node: NodeName, damage: DiskDamage): Promise<boolean>;
  /**
   * Kills the process and leaves its disk empty. False when the world refused, because it could take the last copies of a
   * committed entry, or promises that nobody else remembers.
   */
  wipe(node: NodeName): Promise<boolean>;
  /** Whether nothing is on the disk. */
  isEmpty(node: NodeName): Promise<boolean>;
  /** Kills the process and loses what was not synced: dropped, torn or reordered. Start it again through `ProcessFaults`. */
  powerOff(nodes: readonly NodeName[]): Promise<void>;
  /** How many calls each condition or damage has hit since the world was made, by kind. Evidence that a fault took effect. */
  hits(node: NodeName): Promise<Readonly<Record<string, number>>>;
}

/** Who speaks to a database through a port: clients, or the other nodes of its cluster. */
export type HostService = 'clients' | 'peers';

/** A connection; a refusal, since nobody listens yet; or nothing at all, since what is sent to it is dropped. */
export type PortAnswer = 'accepted' | 'refused' | 'silent';

export interface HostFaults {
  /** Drops whatever comes to one port of the host, from anywhere, until `openPorts`; every other port is as it was. */
  closePort(node: NodeName, service: HostService): Promise<void>;
  openPorts(node: NodeName): Promise<void>;
  /** What something on the host itself gets from the port. */
  portAnswer(node: NodeName, service: HostService): Promise<PortAnswer>;
  /** The host falls silent, its database is gone: no packet says so to anybody. */
  switchOff(node: NodeName): Promise<void>;
  /** The host is in the network again and its database started from what is on its disk. */
  switchOn(node: NodeName): Promise<void>;
  /** Whether the host's cable is plugged in, as the operating system says. */
  isConnected(node: NodeName): Promise<boolean>;
  /** SIGTERM. False when the process is still there some seconds later. */
  terminate(node: NodeName): Promise<boolean>;
  /** Lets the running database have only this share of the time, until it is relieved or ends. */
  starve(node: NodeName, percent: number): Promise<void>;
  /** Lets the running database open no file and no connection more, until it is relieved or ends. */
  exhaustFiles(node: NodeName): Promise<void>;
  /** Gives the running database no more memory than it has, until it is relieved or ends, as it will at its next need. */
  exhaustMemory(node: NodeName): Promise<void>;
  /**
   * Takes memory away from the running database until the kernel kills it; says how many processes the kernel counts as killed for
   * want of memory. Present where the kernel bounds memory.
   */
  runOutOfMemory?(node: NodeName): Promise<number>;
  /** Ends `starve`, `exhaustFiles` and `exhaustMemory`. */
  relieve(node: NodeName): Promise<void>;
  /** `null` where no database runs. */
  limits(node: NodeName): Promise<HostLimits | null>;
}

/** The faults a world can inject. A family that is absent is one this world cannot do; say so before the run. */
export interface FaultAgents {
  readonly network: NetworkFaults;
  readonly process: ProcessFaults;
  readonly clock?: ClockFaults;
  readonly disk?: DiskFaults;
  readonly host?: HostFaults;
  /** Present where the run has two builds. */
  readonly builds?: import('./builds.ts').BuildFaults;
}

/** What a node says of itself; the fields every database under test has to give. */
export interface NodeReport {
  readonly node: NodeName;
  readonly role: 'leader' | 'follower' | 'candidate' | 'unknown';
  readonly leader: NodeName | null;
  /** True once the node takes statements and its cluster has a leader. */
  readonly serving: boolean;
  /**
   * How far the node has applied what was committed, and a digest of its state there: nodes at the same position have
   * the same digest. Absent where the database does not tell.
   */
  readonly applied?: { readonly position: number; readonly stateHash: string };
  /** The whole status as the database gives it. */
  readonly raw: unknown;
}

/** A promise the cluster broke, found by the world itself and not by a checker of the history. */
export interface Violation {
  /**
   * `invariant`: something that must hold after every step did not. `liveness`: healed, and yet it did not get on.
   * `crash`: an exception in the database nobody caught. `stuck`: a node that goes round in circles for ever. `limit`: the
   * run reached a limit of the world.
   */
  readonly kind: 'invariant' | 'liveness' | 'crash' | 'stuck' | 'limit';
  /** Kebab-case name of the broken promise. */
  readonly name: string;
  /** When, in ns of the world's clock. */
  readonly timeNs: number;
  readonly nodes: readonly NodeName[];
  /** One sentence. */
  readonly message: string;
}

/** What only a simulated world can tell and do. */
export interface SimulatedRun {
  /** What each node with a running process takes itself for, at this very moment. Looking changes nothing. */
  roles(): Readonly<Record<NodeName, NodeReport['role']>>;
  /** How far the wall clock of each host is off, in ms. Looking changes nothing. */
  wallOffsetsMs(): Readonly<Record<NodeName, number>>;
  /** Digest of everything that happened so far: equal for equal runs. */
  traceHash(): string;
  /** Events so far. */
  steps(): number;
  /** The first violation; the cluster has stood still since. `null` while there is none. */
  violation(): Violation | null;
  /** Aborted at the first violation. */
  readonly signal: AbortSignal;
  /** How often each `sometimes` condition of the database was reached. */
  conditions(): Readonly<Record<string, number>>;
  /**
   * The liveness phase: heals a majority, leaves the rest as it is, and requires that the majority elects, serves and
   * converges within `boundMs`. Resolves either way; a failure is the run's violation.
   */
  checkLiveness(boundMs: number): Promise<void>;
  /** From now on the world's own randomness (network, disks, clocks, nodes) follows another seed. */
  reseed(seed: number): void;
}

/** A node whose data could not be had. */
export interface MissingData {
  readonly node: NodeName;
  /** To follow the node's name and a colon. */
  readonly reason: string;
}

export interface World {
  readonly name: WorldName;
  readonly nodes: readonly NodeName[];
  readonly clock: WorldClock;
  readonly faults: FaultAgents;
  /** Present in the simulated world only. */
  readonly simulated?: SimulatedRun;
  /** Watched for what others do to it; absent in the simulated world, which nobody can touch. */
  readonly place?: import('./place.ts').Place;
  /** Ms from the first host's start until every node served. */
  readonly bootMs: number;
  /** Opens a client connection to one node. Rejects with `StatementError` (certainly not executed) when it cannot within `timeoutMs`. */
  connect(node: NodeName, timeoutMs: number): Promise<SqlConnection>;
  /** Asks one node about itself; rejects when it does not answer within `timeoutMs`. */
  report(node: NodeName, timeoutMs: number): Promise<NodeReport>;
  /** Where a person's own client reaches a node: `host:port`. */
  address(node: NodeName): string;
  /** Copies every node's log into `directory` as `<node>.log`; never rejects, and returns the nodes whose log is missing and why. */
  collectLogs(directory: string): Promise<readonly string[]>;
  /**
   * Copies the files that every node has on its disk into a directory each, while no node writes. Never rejects, and
   * returns the nodes whose data is not there and why. Absent where a database keeps nothing that could be read.
   */
  collectData?(directoryOf: (node: NodeName) => string): Promise<readonly MissingData[]>;
  /** Removes everything the world made. Safe to call twice. */
  close(): Promise<void>;
}
