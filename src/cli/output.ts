// What goes where: results of `--json` on standard output, everything for people beside them on standard error.

import { createScreen, type Screen } from '../report/screen.ts';
import { terminalJson } from '../report/terminal-text.ts';

export interface JsonFlag {
  readonly json?: boolean;
}

/** The screen for people: standard output, or standard error where standard output carries JSON. */
export function openScreen(flags: JsonFlag): Screen {
  return createScreen(flags.json === true ? process.stderr : process.stdout, process.env);
}

/** BigInts as strings, bytes as hexadecimal. */
export function plainValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}

/** Prints the one JSON document of a command. */
export function printJson(document: unknown): void {
  process.stdout.write(`${terminalJson(JSON.stringify(document, plainValue, 2))}\n`);
}

export function printLines(screen: Screen, lines: readonly string[]): void {
  for (const line of lines) screen.line(line);
}
