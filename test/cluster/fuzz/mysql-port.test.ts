// What a client can send to the MySQL port, before it has logged in and after: mutated handshakes, commands, statements
// prepared and executed with wrong parameters. The node lives and others are served; who has not logged in changes
// nothing. ORDEAL_CASES=100000 sends more of them.

import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packetReader } from '../../../cluster/server/mysql/packet-reader.ts';
import { Capability, Command, FieldType } from '../../../cluster/server/mysql/protocol.ts';
import type { RandomSource } from '../../../src/random/source.ts';
import { password } from '../server/node-process.ts';
import { changedBytes, fuzzCases, pick, randomOf } from './mutate.ts';
import { oneNode, type Target } from './target.ts';

let target: Target;
beforeAll(async () => {
  target = await oneNode();
});
afterAll(() => target.close());

const sha1 = (...parts: readonly Buffer[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha1')).digest();

/** One packet, with any sequence and perhaps a wrong length. */
function packet(payload: Uint8Array, sequence: number, length = payload.length): Buffer {
  const head = Buffer.alloc(4);
  head.writeUIntLE(length & 0xff_ff_ff, 0, 3);
  head.writeUInt8(sequence & 255, 3);
  return Buffer.concat([head, payload]);
}

function loginOf(challenge: Buffer, withPassword: string, database = ''): Buffer {
  const head = Buffer.alloc(32);
  const more = database === '' ? 0 : Capability.connectWithDatabase;
  head.writeUInt32LE(
    Capability.protocol41 | Capability.secureConnection | Capability.pluginAuthentication | more,
    0,
  );
  const first = sha1(Buffer.from(withPassword));
  const mask = sha1(challenge, sha1(first));
  const response = first.map((byte, index) => byte ^ (mask[index] ?? 0));
  const tail = database === '' ? '' : `${database}\0`;
  return Buffer.concat([
    head,
    Buffer.from('root\0'),
    Buffer.from([20]),
    response,
    Buffer.from(`${tail}mysql_native_password\0`),
  ]);
}

const statements = [
  'SELECT 1',
  'SELECT ?, ?',
  'INSERT INTO nowhere VALUES (?)',
  'SHOW TABLES',
  'SET @a = ?',
  'BEGIN',
  'SELECT @@version',
  "SELECT 'a",
  'USE test',
  'CREATE TABLE IF NOT EXISTS f (a INT PRIMARY KEY, b TEXT)',
  'REPLACE INTO f VALUES (?, ?)',
  'SELECT * FROM f LIMIT ?',
];

function number(value: number, sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  bytes.writeUIntLE(value % 2 ** (8 * sizeBytes), 0, sizeBytes);
  return bytes;
}

/** COM_STMT_EXECUTE of a statement that may exist, with as many parameters as it may take. */
function execution(random: RandomSource): Buffer {
  const count = random.below(4);
  const types = Array.from({ length: count }, () => pick(random, [...Object.values(FieldType), 14, 77, 200]));
  const values = types.map((type) => {
    if (type === FieldType.tiny) return number(random.below(256), 1);
    if (type === FieldType.longLong || type === FieldType.double) return Buffer.alloc(8, random.below(256));
    if (type === FieldType.date || type === FieldType.time)
      return Buffer.concat([Buffer.from([pick(random, [0, 4, 7, 8, 11, 12, 255])]), Buffer.alloc(12, 1)]);
    return Buffer.concat([
      Buffer.from([pick(random, [0, 1, 3, 0xfb, 0xfc, 0xfd, 0xfe, 0xff])]),
      Buffer.alloc(random.below(12), 0x61),
    ]);
  });
  const id = number(pick(random, [1, 2, 3, 0, 0xff_ff_ff_ff]), 4);
  const flags = types.flatMap((type) => [type, pick(random, [0, 0x80])]);
  return Buffer.concat([
    Buffer.from([Command.statementExecute]),
    id,
    Buffer.from([0, 1, 0, 0, 0]),
    Buffer.alloc((count + 7) >> 3, random.below(4)),
    Buffer.from([1, ...flags]),
    ...values,
  ]);
}

function commandOf(random: RandomSource): Buffer {
  const text = Buffer.from(pick(random, statements));
  switch (random.below(8)) {
    case 0:
    case 1:
      return Buffer.concat([Buffer.from([Command.query]), text]);
    case 2:
      return Buffer.concat([Buffer.from([Command.statementPrepare]), text]);
    case 3:
    case 4:
      return execution(random);
    case 5:
      return Buffer.concat([
        Buffer.from([Command.statementSendLongData]),
        number(1 + random.below(3), 4),
        number(random.below(4), 2),
        Buffer.alloc(random.below(200), 0x62),
      ]);
    case 6:
      return Buffer.concat([
        Buffer.from([pick(random, [...Object.values(Command), 4, 5, 0x30, 0xff])]),
        Buffer.alloc(random.below(20), random.below(256)),
      ]);
    default:
      return Buffer.concat([
        Buffer.from([pick(random, [Command.initDatabase, Command.fieldList, Command.changeUser])]),
        Buffer.from('test\0'),
        text,
      ]);
  }
}

/** What follows the login: commands, each perhaps changed in its payload, its head, or cut. */
function commandsOf(random: RandomSource): Buffer {
  const commands = Array.from({ length: 1 + random.below(8) }, () => {
    const command = commandOf(random);
    const payload = random.below(2) === 0 ? command : changedBytes(command, random);
    if (random.below(25) === 0) return packet(payload, pick(random, [1, 7, 255]));
    if (random.below(25) === 0)
      return packet(payload, 0, pick(random, [0, payload.length + 1, 70_000, 0xff_ff_ff]));
    return packet(payload, 0);
  });
  return Buffer.concat(commands);
}

/** Opens a connection, answers the greeting with what `answer` makes of the challenge, and resolves when it has ended. */
function converse(
  port: number,
  localAddress: string,
  answer: (challenge: Buffer) => Buffer,
  then: Buffer,
): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, localAddress, host: '127.0.0.1', noDelay: true });
    const reader = packetReader(1 << 24);
    let isGreeted = false;
    // The node may well wait for the rest of a packet; nobody here does.
    const timer = setTimeout(() => socket.destroy(), 500);
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.on('data', (chunk) => {
      if (isGreeted) return;
      reader.append(chunk);
      const greeting = reader.next();
      if (greeting.kind !== 'packet') return;
      isGreeted = true;
      const { payload } = greeting;
      const version = payload.indexOf(0, 1) + 1;
      const challenge = Buffer.concat([
        payload.subarray(version + 4, version + 12),
        payload.subarray(version + 31, version + 43),
      ]);
      socket.end(Buffer.concat([answer(challenge), then]));
    });
  });
}

/** All of 127/8 is this machine. From one address, wrong passwords would be answered ever later. */
const anyAddress = (random: RandomSource): string =>
  process.platform === 'linux'
    ? `127.${random.below(256)}.${random.below(256)}.${1 + random.below(254)}`
    : '127.0.0.1';

const atOnce = 24;

async function sendAll(
  what: string,
  cases: number,
  one: (random: RandomSource) => Promise<void>,
): Promise<void> {
  for (let first = 0; first < cases; first += atOnce) {
    const size = Math.min(atOnce, cases - first);
    await Promise.all(Array.from({ length: size }, (_, index) => one(randomOf(what, first + index))));
    if (first % (atOnce * 20) === 0) await target.expectAlive(`${what} up to ${first + size}`);
  }
  await target.expectAlive(`all of ${what}`);
  target.expectNoSecrets();
}

const half = Math.ceil(fuzzCases / 2);

test(`${half} mutated logins change nothing`, async () => {
  const before = await target.status();
  const port = target.node.ports.mysqlPort;
  await sendAll('login', half, (random) =>
    converse(
      port,
      anyAddress(random),
      (challenge) => {
        const whole = loginOf(
          challenge,
          random.below(8) === 0 ? 'wrong' : 'x'.repeat(random.below(9)),
          pick(random, ['', 'test', 'x'.repeat(300)]),
        );
        const payload =
          random.below(5) === 0
            ? Buffer.alloc(random.below(400), random.below(256))
            : changedBytes(whole, random);
        return packet(
          payload,
          random.below(10) === 0 ? random.below(256) : 1,
          random.below(10) === 0 ? random.below(1 << 24) : payload.length,
        );
      },
      commandsOf(random),
    ),
  );
  const after = await target.status();
  expect((after['log'] as { appliedLogId: number }).appliedLogId).toBe(1);
  for (const name of ['role', 'ballot', 'leader', 'stateHash', 'sessions'])
    expect(after[name], name).toEqual(before[name]);
});

test(`${half} mutated conversations after a login leave the node serving`, async () => {
  const port = target.node.ports.mysqlPort;
  await sendAll('commands', half, (random) =>
    converse(port, '127.0.0.1', (challenge) => packet(loginOf(challenge, password), 1), commandsOf(random)),
  );
  const connection = await target.node.connect();
  const [rows] = await connection.query({ sql: 'SELECT 1 + 1', rowsAsArray: true });
  expect(rows).toEqual([[2]]);
  connection.destroy();
});
