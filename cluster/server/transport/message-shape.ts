// Whether what a peer sent has the shape of a message, field by field. Nodes trust each other's word, but not that it is
// well-formed: the parts that messages are handed to count on their types, and would fail anywhere with others.

import type { HelloMessage, LogEntry, NodeMessage, WireMessage } from '../../messages.ts';
import { includes, wireVersions } from '../../versions.ts';
import { fromWire } from '../../wire.ts';

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, unknown>>;
type ShapeOf<Message> = { readonly [Name in Exclude<keyof Message, 'kind'>]: Check };
type Shapes = {
  readonly [Kind in NodeMessage['kind']]: ShapeOf<Extract<NodeMessage, { kind: Kind }>>;
};

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
const upTo =
  (max: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= max;
const count = upTo(2 ** 52);
/** The next ones have to be whole numbers too; a cluster that elects every millisecond takes five centuries to get there. */
const ballot = upTo(2 ** 48);
const flag: Check = (value) => typeof value === 'boolean';
const text: Check = (value) => typeof value === 'string';
const bytes: Check = (value) => value instanceof Uint8Array;
const sqlValue: Check = (value) =>
  value === null || ['number', 'bigint', 'string'].includes(typeof value) || bytes(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && values.includes(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const recordOf =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value).every(check);
/** Other fields may stand beside these: a later build may have more to say. */
const shaped =
  (shape: Readonly<Record<string, Check>>): Check =>
  (value) => {
    if (!isObject(value)) return false;
    for (const name in shape) if (shape[name]?.(value[name]) !== true) return false;
    return true;
  };

const position = shaped({ ballot, logId: count });
const entry = shaped({ logId: count, ballot, command: bytes });
const column = shaped({
  name: text,
  table: text,
  type: oneOf('integer', 'double', 'text', 'blob', 'null'),
});
const outcomes: Readonly<Record<string, Check>> = {
  rows: shaped({ columns: listOf(column), rows: listOf(listOf(sqlValue)) }),
  written: shaped({
    matchedRows: count,
    affectedRows: count,
    lastInsertId: (value) => value === undefined || Number.isSafeInteger(value),
  }),
  error: shaped({ code: count, sqlState: text, message: text }),
};
const outcome: Check = (value) => isObject(value) && outcomes[String(value['kind'])]?.(value) === true;
const refusal = shaped({ reason: text });
const result: Check = (value) => {
  if (!isObject(value)) return false;
  if (value['status'] === 'done') return outcome(value['outcome']);
  return oneOf('refused', 'unknown')(value['status']) && refusal(value);
};
const requestId = shaped({
  client: text,
  sequence: (value) => Number.isSafeInteger(value) && (value as number) >= 1,
});

const shapes: Shapes = {
  'pre-vote': { ballot, last: position },
  'pre-vote-reply': { ballot, granted: flag, promised: ballot },
  prepare: { ballot, last: position, released: ballot },
  promise: { ballot, granted: flag, promised: ballot },
  'bootstrap-ask': { own: count },
  'bootstrap-reply': { asked: count, own: count, bootstrapMembers: orNull(recordOf(count)) },
  'hand-over': { ballot, last: position },
  'hand-over-refused': { ballot, reason: text },
  append: {
    ballot,
    round: count,
    previous: position,
    entries: listOf(entry),
    committedLogId: count,
    recovery: orNull(shaped({ life: count, logId: count })),
  },
  'append-reply': {
    ballot,
    round: count,
    accepted: flag,
    previousLogId: count,
    matchedLogId: count,
    promised: ballot,
    needsSnapshot: flag,
    recoveryLife: count,
    nonVoting: flag,
  },
  'snapshot-chunk': {
    ballot,
    round: count,
    position,
    offsetBytes: count,
    totalBytes: count,
    crc: count,
    bytes,
  },
  'snapshot-reply': {
    ballot,
    round: count,
    logId: count,
    receivedBytes: count,
    installed: flag,
    promised: ballot,
    nonVoting: flag,
  },
  statement: {
    id: count,
    incarnation: count,
    ballot,
    statement: oneOf('read', 'write', 'switch-leader'),
    sql: text,
    parameters: listOf(sqlValue),
    requestId: orNull(requestId),
  },
  'statement-reply': { id: count, incarnation: count, result },
};
const checks = new Map<string, Check>(Object.entries(shapes).map(([kind, shape]) => [kind, shaped(shape)]));

/** A range that a build can have. */
const range: Check = (value) =>
  isObject(value) &&
  isVersion(value['oldest']) &&
  isVersion(value['newest']) &&
  value['oldest'] <= value['newest'];
const isVersion = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;

/** What the cluster writes, the sender reads: it would not be a member else. */
function isHello(value: Fields): boolean {
  const { wire, disk, active, asks } = value as Fields & HelloMessage;
  return range(wire) && range(disk) && isVersion(active) && includes(disk, active) && flag(asks);
}

/** Entries follow each other, and the one before them. */
function areConsecutive(first: number, entries: readonly LogEntry[]): boolean {
  return entries.every(({ logId }, index) => logId === first + index);
}

function isNodeMessage(value: unknown): value is NodeMessage {
  if (!isObject(value) || checks.get(String(value['kind']))?.(value) !== true) return false;
  const message = value as unknown as NodeMessage;
  if (message.kind === 'append') return areConsecutive(message.previous.logId + 1, message.entries);
  if (message.kind === 'snapshot-chunk')
    return message.offsetBytes + message.bytes.length <= message.totalBytes;
  return true;
}

/** What a version that this build does not know looks like is not for it to say: it is refused by its number. */
export function isWireMessage(value: unknown): value is WireMessage {
  if (!isObject(value)) return false;
  if (value['kind'] === 'hello') return isHello(value);
  if (value['kind'] !== 'versioned') return isNodeMessage(value);
  const { version } = value;
  if (!isVersion(version)) return false;
  return !includes(wireVersions, version) || isNodeMessage(fromWire(value as unknown as NodeMessage));
}
