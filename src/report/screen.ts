// Where text for people goes: a stream, with colours and a line that moves only where the stream is a terminal and
// nobody asked for plain output (NO_COLOR, CI).

import type { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { Chalk, type ChalkInstance } from 'chalk';

export interface Screen {
  /** Writes one line, above the status line where there is one. */
  line(text: string): void;
  /** Replaces the status line at the bottom; does nothing where `live` is false. */
  status(text: string): void;
  /** Takes the status line away. */
  clearStatus(): void;
  /** True where a status line can be redrawn in place. */
  readonly live: boolean;
  readonly paint: ChalkInstance;
  /** Width in characters; 110 where the stream has none. */
  readonly columns: number;
}

/** What a screen needs of a stream; `process.stdout` and `process.stderr` have it. */
export type ScreenStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

const plainColumns = 110;

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}

/** Cuts a line with colour codes to a number of visible characters; plain once it has to be cut. */
function fit(text: string, columns: number): string {
  const plain = stripVTControlCharacters(text);
  return plain.length < columns ? text : `${plain.slice(0, Math.max(0, columns - 2))}…`;
}

/** @param environment `process.env`; FORCE_COLOR gives colours without a terminal, as for a picture of a run. */
export function createScreen(stream: ScreenStream, environment: NodeJS.ProcessEnv): Screen {
  const plain =
    isSet(environment['CI']) || (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  const terminal = stream.isTTY === true;
  const colours = isSet(environment['FORCE_COLOR']) || (terminal && !plain);
  const live = terminal && !plain;
  let shown = '';
  const clearStatus = (): void => {
    if (shown !== '') stream.write('\r\u001b[2K');
    shown = '';
  };
  return {
    live,
    paint: new Chalk({ level: colours ? 2 : 0 }),
    columns: stream.columns ?? plainColumns,
    clearStatus,
    line(text) {
      const kept = shown;
      clearStatus();
      stream.write(`${text}\n`);
      if (kept !== '') this.status(kept);
    },
    status(text) {
      if (!live) return;
      clearStatus();
      shown = fit(text, stream.columns ?? plainColumns);
      stream.write(shown);
    },
  };
}
