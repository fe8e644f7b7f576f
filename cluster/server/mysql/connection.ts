// One client: greets it, checks its password, then takes its commands one after the other and answers each with a
// single socket write. Whatever a client sends ends in an answer, an error or a closed connection, never in more.

import type { Socket } from 'node:net';
import { type CommandHandler, commandHandler } from './commands.ts';
import { type Login, readLogin, readUserChange, writeGreeting, writeMethodSwitch } from './handshake.ts';
import type { ListenerOptions } from './listener-options.ts';
import type { LoginThrottle } from './login-throttle.ts';
import { nativePasswordChallenge, nativePasswordMatches } from './native-password.ts';
import { packetReader } from './packet-reader.ts';
import { packetWriter } from './packet-writer.ts';
import { MalformedPacket } from './payload-reader.ts';
import { Command, nativePasswordPlugin, WireError } from './protocol.ts';
import { writeError, writeOk } from './responses.ts';

type Phase =
  | { readonly kind: 'greeted' }
  /** Waits for the answer to a request to change the authentication method. */
  | { readonly kind: 'switching'; readonly login: Login }
  | { readonly kind: 'commands'; readonly login: Login }
  /** The password was wrong, and the answer waits. Nothing more is read. */
  | { readonly kind: 'denied' }
  | { readonly kind: 'closed' };

/** Time a refused client gets to read why before its socket is destroyed. */
const lingerMs = 1000;
const maxLoginBytes = 1 << 16;
/** A client that vanished without a word, behind a cut network say, is noticed after this and a few seconds more. */
const keepAliveMs = 30_000;
/** Pipelined commands kept in memory while another is being executed; beyond it the socket is not read. */
const maxWaitingBytes = 1 << 20;

export interface ConnectionOptions extends ListenerOptions {
  readonly throttle: LoginThrottle;
}

export function serveConnection(socket: Socket, connectionId: number, options: ConnectionOptions): void {
  const { node, limits, observer, throttle } = options;
  const writer = packetWriter();
  const reader = packetReader(limits.packetBytes);
  const challenge = nativePasswordChallenge();
  let phase: Phase = { kind: 'greeted' };
  let commands: CommandHandler | null = null;
  let busy = false;
  let pumping = false;
  /** The client has said all it will say; what it said is still carried out and answered. */
  let inputEnded = false;

  const loginTimer = setTimeout(() => socket.destroy(), limits.loginTimeoutMs);

  function send(): void {
    const answer = writer.takeAnswer();
    if (answer.length > 0) socket.write(answer);
  }

  function end(): void {
    if (phase.kind === 'closed') return;
    phase = { kind: 'closed' };
    clearTimeout(loginTimer);
    commands?.close();
    commands = null;
  }

  /** Sends the error and closes, leaving the client a moment to read it. */
  function refuse(error: { readonly code: number; readonly sqlState: string }, message: string): void {
    writeError(writer, error.code, error.sqlState, message);
    send();
    observer.onRefusal(error.code);
    end();
    socket.end();
    setTimeout(() => socket.destroy(), lingerMs).unref();
  }

  /** Says no, but not at once to whoever has heard it often. */
  function deny(login: Login, host: string): void {
    const usingPassword = login.response.length > 0 ? 'YES' : 'NO';
    const text = `Access denied for user '${login.user}'@'${host}' (using password: ${usingPassword})`;
    phase = { kind: 'denied' };
    throttle.afterFailure(host, () => {
      if (phase.kind === 'denied') refuse(WireError.accessDenied, text);
    });
  }

  function authenticate(login: Login): void {
    const host = socket.remoteAddress ?? 'unknown';
    if (!throttle.mayTry(host))
      return refuse(
        WireError.hostBlocked,
        `Host '${host}' is blocked because of many wrong passwords; try later`,
      );
    const stored = node.passwordHash(login.user);
    if (!nativePasswordMatches(login.response, challenge, stored)) return deny(login, host);
    clearTimeout(loginTimer);
    phase = { kind: 'commands', login };
    commands?.close();
    commands = commandHandler({ ...options, writer, login });
    if (login.database === '') {
      writeOk(writer);
      return send();
    }
    run((done) => commands?.useDatabase(login.database, done));
  }

  /** Checks the password by the one method there is; a client that tried another is asked to change over. */
  function checkMethod(login: Login): void {
    if (login.plugin === nativePasswordPlugin) return authenticate(login);
    phase = { kind: 'switching', login };
    writeMethodSwitch(writer, challenge);
    send();
  }

  /** Holds further commands back until this one is answered. */
  function run(start: (done: () => void) => void): void {
    busy = true;
    start(() => {
      busy = false;
      if (phase.kind === 'closed') return;
      send();
      pump();
    });
  }

  function handle(payload: Buffer): void {
    switch (phase.kind) {
      case 'greeted':
        return checkMethod(readLogin(payload));
      case 'switching':
        return authenticate({ ...phase.login, plugin: nativePasswordPlugin, response: Buffer.from(payload) });
      case 'commands': {
        const command = payload[0];
        if (command === Command.quit) return void (end(), socket.end());
        if (command === Command.changeUser)
          return checkMethod(readUserChange(payload, phase.login.capabilities));
        return run((done) => commands?.handle(payload, done));
      }
      case 'denied':
      case 'closed':
    }
  }

  function take(): boolean {
    const packet = reader.next();
    const loggedIn = phase.kind === 'commands';
    writer.startAnswer('nextSequence' in packet ? packet.nextSequence : 1);
    if (packet.kind === 'incomplete') {
      if (!loggedIn && reader.waitingBytes() > maxLoginBytes) refuse(WireError.handshake, 'Bad handshake');
      return false;
    }
    if (packet.kind === 'too-large')
      refuse(
        WireError.packetTooLarge,
        `Got a packet bigger than the ${limits.packetBytes} bytes this server takes`,
      );
    else if (packet.kind === 'out-of-order' || (loggedIn && packet.firstSequence !== 0))
      refuse(WireError.packetsOutOfOrder, 'Got packets out of order');
    else handle(packet.payload);
    return true;
  }

  const mayTake = (): boolean =>
    !busy && phase.kind !== 'denied' && phase.kind !== 'closed' && !socket.writableNeedDrain;

  function pump(): void {
    if (pumping) return;
    pumping = true;
    try {
      while (mayTake() && take());
    } catch (error) {
      if (!(error instanceof MalformedPacket)) throw error;
      const inLogin = phase.kind !== 'commands';
      refuse(
        inLogin ? WireError.handshake : WireError.malformedPacket,
        `Malformed communication packet: ${error.message}`,
      );
    } finally {
      pumping = false;
    }
    if (inputEnded && mayTake()) {
      end();
      socket.end();
    }
    const heldBack =
      phase.kind === 'denied' || (phase.kind !== 'closed' && (busy || socket.writableNeedDrain));
    if (heldBack && reader.waitingBytes() > maxWaitingBytes) socket.pause();
    else if (socket.isPaused()) socket.resume();
  }

  socket.setKeepAlive(true, keepAliveMs);
  socket.on('data', (chunk) => {
    if (phase.kind === 'closed') return;
    reader.append(chunk);
    pump();
  });
  socket.on('drain', pump);
  socket.on('end', () => {
    inputEnded = true;
    if (phase.kind === 'closed') socket.end();
    else pump();
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', end);

  writer.startAnswer(0);
  writeGreeting(writer, options.serverVersion, connectionId, challenge);
  send();
}
