// The commands a client may send once it is logged in. Each is answered through the connection's packet writer; `done`
// tells the connection that the answer is complete.

import type { StatementOutcome, StatementRequest } from '../../statement.ts';
import type { Login } from './handshake.ts';
import type { ListenerOptions } from './listener-options.ts';
import { writeOutcome } from './outcome.ts';
import type { PacketWriter } from './packet-writer.ts';
import { UnsupportedParameter } from './parameters.ts';
import { payloadReader } from './payload-reader.ts';
import { preparedStatements } from './prepared-statements.ts';
import { Command, WireError } from './protocol.ts';
import { writeEndOfRows, writeError, writeOk } from './responses.ts';
import { type RowEncoding, writeFieldList, writePrepared } from './result-set.ts';
import { statementText } from './statement-text.ts';

export interface CommandHandler {
  /**
   * Carries out one command and calls `done` once its answer, which may be none, is written.
   * @throws {MalformedPacket} before anything was executed.
   */
  handle(payload: Buffer, done: () => void): void;
  useDatabase(name: string, done: () => void): void;
  close(): void;
}

const quotedName = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

export function commandHandler(
  options: ListenerOptions & { readonly writer: PacketWriter; readonly login: Login },
): CommandHandler {
  const { node, writer, observer, limits } = options;
  const { user, capabilities } = options.login;
  let session = node.openSession(user);
  const prepared = preparedStatements({
    statements: limits.preparedStatements,
    textBytes: limits.packetBytes,
    longDataBytes: limits.packetBytes,
  });

  function fail(error: { readonly code: number; readonly sqlState: string }, message: string): void {
    observer.onError(error.code);
    writeError(writer, error.code, error.sqlState, message);
  }

  function execute(
    kind: string,
    request: StatementRequest,
    answer: (outcome: StatementOutcome) => void,
    done: () => void,
  ): void {
    const finish = observer.onStatement(kind);
    session.execute(request, (outcome) => {
      finish(outcome);
      answer(outcome);
      done();
    });
  }

  function query(kind: string, request: StatementRequest, encoding: RowEncoding, done: () => void): void {
    execute(
      kind,
      request,
      (outcome) => writeOutcome(writer, request.sql, outcome, encoding, capabilities),
      done,
    );
  }

  /** Reads the statement of a command. False, with an error written, where its bytes are no text. */
  function withText(payload: Buffer, use: (sql: string) => void): boolean {
    const sql = statementText(payload.subarray(1));
    if (sql === null) fail(WireError.notText, 'Invalid utf8mb4 character string: the statement is not UTF-8');
    else use(sql);
    return sql !== null;
  }

  function prepare(sql: string): void {
    const counted = options.countParameters(sql);
    if (typeof counted !== 'number') {
      observer.onError(counted.code);
      return writeError(writer, counted.code, counted.sqlState, counted.message);
    }
    const statement = counted <= 0xff_ff ? prepared.prepare(sql, counted) : null;
    if (statement === null)
      return fail(
        WireError.tooManyStatements,
        'Too many or too large prepared statements on this connection; close some',
      );
    writePrepared(writer, statement.id, counted, capabilities);
  }

  function executePrepared(payload: Buffer, done: () => void): void {
    const execution = prepared.readExecution(payload);
    if (execution === null) {
      fail(WireError.unknownStatement, 'Unknown prepared statement handler given to EXECUTE');
      return done();
    }
    query('execute', { sql: execution.statement.sql, parameters: execution.parameters }, 'binary', done);
  }

  function fieldList(payload: Buffer, done: () => void): void {
    const sql = `SELECT * FROM ${quotedName(payloadReader(payload, 1).zeroTerminatedText())} LIMIT 0`;
    const answer = (outcome: StatementOutcome): void => {
      if (outcome.kind === 'rows') writeFieldList(writer, outcome.columns, capabilities);
      else writeOutcome(writer, sql, outcome, 'text', capabilities);
    };
    execute('field-list', { sql, parameters: [] }, answer, done);
  }

  function statistics(): void {
    const status = node.status();
    writer.beginPacket();
    writer.text(`Role: ${status.role}  State: ${status.state}  Sessions: ${status.sessions}`);
    writer.endPacket();
  }

  function useDatabase(name: string, done: () => void): void {
    query('use', { sql: `USE ${quotedName(name)}`, parameters: [] }, 'text', done);
  }

  function resetConnection(): void {
    prepared.clear();
    session.close();
    session = node.openSession(user);
    writeOk(writer);
  }

  /** Commands that need no statement executed. False for one that does not exist. */
  function handleAtOnce(command: number | undefined, payload: Buffer): boolean {
    switch (command) {
      case Command.ping:
        writeOk(writer);
        return true;
      case Command.statementPrepare:
        withText(payload, prepare);
        return true;
      case Command.statementSendLongData:
        prepared.addLongData(payload);
        return true;
      case Command.statementClose:
        prepared.close(payloadReader(payload, 1).unsigned(4));
        return true;
      case Command.statementReset:
        if (prepared.reset(payloadReader(payload, 1).unsigned(4))) writeOk(writer);
        else fail(WireError.unknownStatement, 'Unknown prepared statement handler given to RESET');
        return true;
      case Command.setOption:
        writeEndOfRows(writer, capabilities);
        return true;
      case Command.statistics:
        statistics();
        return true;
      case Command.resetConnection:
        resetConnection();
        return true;
      default:
        return false;
    }
  }

  function dispatch(payload: Buffer, done: () => void): void {
    const command = payload[0];
    switch (command) {
      case Command.query:
        if (!withText(payload, (sql) => query('query', { sql, parameters: [] }, 'text', done))) done();
        return;
      case Command.statementExecute:
        return executePrepared(payload, done);
      case Command.initDatabase:
        return useDatabase(payload.toString('utf8', 1), done);
      case Command.fieldList:
        return fieldList(payload, done);
      default:
        if (!handleAtOnce(command, payload))
          fail(WireError.unknownCommand, `Unknown command ${command ?? ''}`);
        return done();
    }
  }

  return {
    useDatabase,
    handle(payload, done) {
      try {
        dispatch(payload, done);
      } catch (error) {
        if (!(error instanceof UnsupportedParameter)) throw error;
        fail(WireError.wrongArguments, `Incorrect arguments to EXECUTE: ${error.message}`);
        done();
      }
    },
    close: () => session.close(),
  };
}
