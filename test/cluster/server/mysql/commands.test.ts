// Commands that the usual libraries do not show, packet by packet.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { machineClock } from '../../../../cluster/server/clock.ts';
import { mysqlListener } from '../../../../cluster/server/mysql/listener.ts';
import { defaultWireLimits } from '../../../../cluster/server/mysql/listener-options.ts';
import { Command } from '../../../../cluster/server/mysql/protocol.ts';
import { echoNode } from './echo-node.ts';
import { exchangeWith, framed, login, packetsIn } from './raw-client.ts';

const password = 'secret';
const servers: ReturnType<typeof mysqlListener>[] = [];

async function listen(itsPassword: string): Promise<number> {
  const server = mysqlListener({
    node: echoNode(itsPassword),
    limits: defaultWireLimits,
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
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

let port = 0;
beforeAll(async () => {
  port = await listen('');
});
afterAll(() => {
  for (const server of servers) server.close();
});

/** Logs in, sends the commands in one go and ends; returns what answered them. */
async function answersTo(...commands: (readonly number[])[]): Promise<Buffer[]> {
  const quit = [Command.quit];
  const packets = [...commands, quit].map((bytes) => framed(Uint8Array.from(bytes), 0));
  return packetsIn(await exchangeWith(port, Buffer.concat([login(), ...packets]))).slice(2);
}

const text = (content: string): number[] => [...Buffer.from(content)];
const errorCode = (packet: Buffer | undefined): number | undefined =>
  packet?.[0] === 0xff ? packet.readUInt16LE(1) : undefined;

test('a client that comes with another method is switched to mysql_native_password and let in', async () => {
  const socket = connect(await listen(password), '127.0.0.1');
  const nextPacket = async (): Promise<Buffer> => {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    return packetsIn(chunk)[0] ?? Buffer.alloc(0);
  };
  await nextPacket();
  socket.write(login('caching_sha2_password'));
  const request = await nextPacket();
  expect(request[0]).toBe(0xfe);
  expect(request.toString('latin1', 1, 23)).toBe('mysql_native_password\0');
  const challenge = request.subarray(23, 43);
  const sha1 = (...parts: Buffer[]): Buffer => createHash('sha1').update(Buffer.concat(parts)).digest();
  const once1 = sha1(Buffer.from(password));
  const mask = sha1(challenge, sha1(once1));
  socket.write(
    framed(
      once1.map((byte, index) => byte ^ (mask[index] ?? 0)),
      3,
    ),
  );
  expect((await nextPacket())[0]).toBe(0x00);
  socket.destroy();
});

test('a command that does not exist is refused with 1047 and the next one is answered', async () => {
  const [unknown, pong] = await answersTo([0x1c, 1, 2], [Command.ping]);
  expect(errorCode(unknown)).toBe(1047);
  expect(pong?.[0]).toBe(0x00);
});

test('ping, option, reset of the connection and choice of a database are each acknowledged', async () => {
  const answers = await answersTo(
    [Command.ping],
    [Command.setOption, 1, 0],
    [Command.resetConnection],
    [Command.initDatabase, ...text('shop')],
    [Command.initDatabase, ...text('nowhere')],
  );
  expect(answers.map((packet) => packet[0])).toEqual([0x00, 0xfe, 0x00, 0x00, 0xff]);
});

test('statistics are one line of text', async () => {
  const [line] = await answersTo([Command.statistics]);
  expect(line?.toString()).toBe('Role: leader  State: serving  Sessions: 0');
});

test('the fields of a table are described, then ended', async () => {
  const [field, end] = await answersTo([Command.fieldList, ...text('t\0')]);
  expect(field?.toString('latin1')).toContain('id');
  expect(end?.[0]).toBe(0xfe);
});

test('a value sent in pieces ahead is put together, and forgotten after the execution', async () => {
  const execute = [Command.statementExecute, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 252, 0];
  const answers = await answersTo(
    [Command.statementPrepare, ...text('ECHO ?')],
    [Command.statementSendLongData, 1, 0, 0, 0, 0, 0, ...text('long ')],
    [Command.statementSendLongData, 1, 0, 0, 0, 0, 0, ...text('data')],
    execute,
    [...execute, 1, 0x78],
  );
  const rows = answers.filter((packet) => packet[0] === 0x00 && packet[1] === 0x00 && packet.length < 20);
  expect(rows.map((row) => row.toString('latin1', 3))).toEqual(expect.arrayContaining(['long data', 'x']));
});

test('a statement that was closed is unknown, also by the id that stands for the last one prepared', async () => {
  const executeLast = [Command.statementExecute, 255, 255, 255, 255, 0, 1, 0, 0, 0];
  const close = [Command.statementClose, 1, 0, 0, 0];
  const reset = [Command.statementReset, 1, 0, 0, 0];
  const before = await answersTo([Command.statementPrepare, ...text('TEXT a')], reset, executeLast);
  expect(before.some((packet) => errorCode(packet) !== undefined)).toBe(false);
  const after = await answersTo([Command.statementPrepare, ...text('TEXT a')], close, reset, executeLast);
  expect(after.slice(1).map(errorCode)).toEqual([1243, 1243]);
});
