// Where text for people goes: a stream, with nothing in it that a terminal would obey, with colours and a status that moves
// only where the stream is a terminal and nobody asked for plain output (NO_COLOR, CI).

import { PassThrough, type Writable } from 'node:stream';
import { columnsOf, fitColumns, type Paint, paintFor, terminalText, wrapColumns } from './terminal-text.ts';

export interface Screen {
  /** Writes one line, above the status where there is one; one that is too long goes on in the next. */
  line(text: string): void;
  /** The same in one line however long it is: for what is copied as a whole, such as a command. */
  exact(text: string): void;
  /** Replaces the status at the bottom, of one or more lines; does nothing where `live` is false. */
  status(text: string | readonly string[]): void;
  /** Takes the status away. */
  clearStatus(): void;
  /** True where a status can be redrawn in place. */
  readonly live: boolean;
  readonly paint: Paint;
  /** Width in characters: of the terminal, else COLUMNS, else 110, and then lines are as long as they are. */
  readonly columns: number;
}

/** What a screen needs of a stream; `process.stdout` and `process.stderr` have it. */
export type ScreenStream = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

const plainColumns = 110;
const plainRows = 24;
/** What waits for a reader that does not read; lines beyond it are left out. */
const waitingBytesMax = 4 * 1024 * 1024;

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}

/** @param environment `process.env`; FORCE_COLOR gives colours without a terminal, as for a picture of a run. */
export function createScreen(stream: ScreenStream, environment: NodeJS.ProcessEnv): Screen {
  const plain =
    isSet(environment['CI']) || (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  const terminal = stream.isTTY === true;
  const colours = isSet(environment['FORCE_COLOR']) || (terminal && !plain);
  const live = terminal && !plain;
  let leftOut = 0;
  const write = (text: string): void => {
    if (stream.writableLength > waitingBytesMax) {
      leftOut += 1;
      return;
    }
    const gap = leftOut === 0 ? '' : `… ${leftOut} lines are left out here: nobody read them in time\n`;
    leftOut = 0;
    stream.write(gap + text);
  };
  let shown: readonly string[] = [];
  const asked = /^\d{1,4}$/.test(environment['COLUMNS'] ?? '') ? Number(environment['COLUMNS']) : undefined;
  const columnsNow = (): number => Math.max(2, stream.columns ?? asked ?? plainColumns);
  const isBounded = (stream.columns ?? asked) !== undefined;
  const writeLine = (text: string): void => {
    const kept = shown;
    clearStatus();
    write(`${terminalText(text)}\n`);
    if (kept.length > 0) status(kept);
  };
  const status = (text: string | readonly string[]): void => {
    if (!live) return;
    clearStatus();
    // What scrolled out of sight could not be taken away again.
    const room = Math.max(1, (stream.rows ?? plainRows) - 1);
    const lines = typeof text === 'string' ? [text] : text;
    shown = lines.slice(0, room).map((line) => fitColumns(line, columnsNow()));
    write(terminalText(shown.join('\n')));
  };
  /** As the terminal shows them now: one that was made narrower has broken lines in two. */
  const rowsShown = (): number =>
    shown.reduce((rows, line) => rows + Math.max(1, Math.ceil(columnsOf(line) / columnsNow())), 0);
  const clearStatus = (): void => {
    const above = rowsShown() - 1;
    if (shown.length > 0) write(`\r${above > 0 ? `\u001b[${above}A` : ''}\u001b[J`);
    shown = [];
  };
  return {
    live,
    paint: paintFor(colours),
    columns: columnsNow(),
    clearStatus,
    exact: writeLine,
    line: (text) => writeLine(isBounded ? wrapColumns(text, columnsNow()) : text),
    status,
  };
}

/** For texts without colours that go elsewhere than to a screen. */
export const plainScreen: Screen = createScreen(new PassThrough(), {});

/** A screen that shows nothing, for those who want but the outcome. */
export function quietScreen(screen: Screen): Screen {
  const nothing = (): void => undefined;
  return { ...screen, live: false, line: nothing, exact: nothing, status: nothing, clearStatus: nothing };
}
