// Whatever bytes a client sends, the node lives on and the client gets at most errors and a closed connection.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { machineClock } from '../../../../cluster/server/clock.ts';
import { mysqlListener } from '../../../../cluster/server/mysql/listener.ts';
import { defaultWireLimits } from '../../../../cluster/server/mysql/listener-options.ts';
import { packetReader } from '../../../../cluster/server/mysql/packet-reader.ts';
import { packetWriter } from '../../../../cluster/server/mysql/packet-writer.ts';
import { UnsupportedParameter } from '../../../../cluster/server/mysql/parameters.ts';
import { MalformedPacket } from '../../../../cluster/server/mysql/payload-reader.ts';
import { preparedStatements } from '../../../../cluster/server/mysql/prepared-statements.ts';
import { Command } from '../../../../cluster/server/mysql/protocol.ts';
import { echoNode } from './echo-node.ts';
import { exchangeWith, framed, login, packetsIn } from './raw-client.ts';

let server: ReturnType<typeof mysqlListener>;
let port = 0;

beforeAll(async () => {
  server = mysqlListener({
    node: echoNode(''),
    limits: { ...defaultWireLimits, loginTimeoutMs: 500 },
    observer: {
      onConnections: () => {},
      onStatement: () => () => {},
      onError: () => {},
      onRefusal: () => {},
    },
    clock: machineClock(),
    serverVersion: '8.0.36-anvil',
    countParameters: (sql) => sql.split('?').length - 1,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

afterAll(() => server.close());

const exchange = (bytes: Buffer): Promise<Buffer> => exchangeWith(port, bytes);

async function expectNodeServes(): Promise<void> {
  const connection = await createConnection({ host: '127.0.0.1', port, user: 'root' });
  expect((await connection.query({ sql: 'TEXT alive', rowsAsArray: true }))[0]).toEqual([['alive']]);
  connection.destroy();
}

test('garbage instead of a login is answered by at most one error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const [greeting, ...answers] = packetsIn(await exchange(Buffer.from(bytes)));
      expect(greeting?.[0]).toBe(10);
      expect(answers.length).toBeLessThanOrEqual(1);
      if (answers[0] !== undefined) expect([0xff, 0xfe]).toContain(answers[0][0]);
    }),
    { numRuns: 150 },
  );
  await expectNodeServes();
});

test('a truncated login is refused', async () => {
  const whole = login();
  for (let length = 5; length < whole.length - 24; length += 3) {
    const payload = whole.subarray(4, length);
    const answers = packetsIn(await exchange(framed(payload, 1)));
    expect(answers[1]?.[0]).toBe(0xff);
  }
  await expectNodeServes();
});

test('well-framed commands with garbage inside never stop the node', async () => {
  const command = fc.constantFrom(...Object.values(Command), 0, 5, 0xfe);
  const commands = fc.array(fc.tuple(command, fc.uint8Array({ maxLength: 60 })), {
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(commands, async (list) => {
      const packets = list.map(([code, bytes]) => framed(Buffer.from([code, ...bytes]), 0));
      const answers = packetsIn(await exchange(Buffer.concat([login(), ...packets])));
      expect(answers[1]?.[0]).toBe(0x00);
    }),
    { numRuns: 150 },
  );
  await expectNodeServes();
});

test('a packet out of order is refused with 1156', async () => {
  const answers = packetsIn(await exchange(Buffer.concat([login(), framed(Buffer.from([Command.ping]), 3)])));
  expect(answers.at(-1)?.readUInt16LE(1)).toBe(1156);
});

test('an execution cut off anywhere is malformed, never misread', () => {
  const statements = preparedStatements({ statements: 10, textBytes: 1000, longDataBytes: 1000 });
  const header = [Command.statementExecute, 1, 0, 0, 0, 0, 1, 0, 0, 0];
  const nullsAndTypes = [0b010, 1, 8, 0, 6, 0, 253, 0];
  const values = [5, 0, 0, 0, 0, 0, 0, 0, 2, 0x68, 0x69];
  const whole = Buffer.from([...header, ...nullsAndTypes, ...values]);
  statements.prepare('ECHO ?, ?, ?', 3);
  expect(statements.readExecution(whole)?.parameters).toEqual([5, null, 'hi']);
  for (let length = 1; length < whole.length; length++)
    expect(() => statements.readExecution(whole.subarray(0, length))).toThrow(MalformedPacket);
});

test('random executions end in values or one of two errors', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const statements = preparedStatements({ statements: 10, textBytes: 1000, longDataBytes: 1000 });
      statements.prepare('ECHO ?, ?, ?', 3);
      const payload = Buffer.from([Command.statementExecute, 1, 0, 0, 0, 0, 1, 0, 0, 0, ...bytes]);
      try {
        expect(statements.readExecution(payload)?.parameters).toHaveLength(3);
      } catch (error) {
        if (!(error instanceof MalformedPacket || error instanceof UnsupportedParameter)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});

test('a stream of packets is cut the same way however it is chopped up', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), fc.array(fc.nat(30)), (payloads, cuts) => {
      const writer = packetWriter();
      writer.startAnswer(0);
      for (const payload of payloads) {
        writer.beginPacket();
        writer.bytes(payload);
        writer.endPacket();
      }
      const stream = writer.takeAnswer();
      const reader = packetReader(1000);
      const found: Uint8Array[] = [];
      const take = (): void => {
        for (let packet = reader.next(); packet.kind === 'packet'; packet = reader.next())
          found.push(Uint8Array.from(packet.payload));
      };
      let at = 0;
      for (const cut of [...cuts, stream.length]) {
        reader.append(Buffer.from(stream.subarray(at, at + cut)));
        at = Math.min(stream.length, at + cut);
        take();
      }
      expect(found).toEqual(payloads);
    }),
  );
});
