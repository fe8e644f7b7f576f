// What goes where: results of `--json` on standard output, everything for people beside them on standard error.

import { createScreen, type Screen } from '../report/screen.ts';
import { terminalJson, terminalText } from '../report/terminal-text.ts';
import { type CommandFailure, infrastructureFailure, systemReason } from './failure.ts';
import { writeOutput } from './standard-streams.ts';

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

/**
 * Prints the text that a command was asked for on standard output, and waits until it is taken.
 * @throws {CommandFailure} where it cannot be written whole; not where its reader went away
 */
export async function printDocument(text: string): Promise<void> {
  await writeOutput(text).catch((error: unknown) => {
    throw outputFailure(error as NodeJS.ErrnoException);
  });
}

/** Why standard output is not whole. */
export function outputSentence(error: NodeJS.ErrnoException): string {
  const reason = error.code === 'ENOSPC' ? 'the disk is full (ENOSPC).' : systemReason(error);
  return `Standard output could not be written whole: ${reason}`;
}

export function outputFailure(error: NodeJS.ErrnoException): CommandFailure {
  return infrastructureFailure(outputSentence(error));
}

/** Prints the one JSON document of a command; its exit code is to be set before. @throws {CommandFailure} as `printDocument` */
export async function printJson(document: unknown): Promise<void> {
  await printDocument(`${terminalJson(JSON.stringify(document, plainValue, 2))}\n`);
}

/**
 * Prints what a command was asked to list: without it the command has done nothing.
 * @throws {CommandFailure} as `printDocument`
 */
export async function printList(lines: readonly string[]): Promise<void> {
  await printDocument(lines.map((line) => `${terminalText(line)}\n`).join(''));
}

/** Prints what a command tells besides what it does. */
export function printLines(screen: Screen, lines: readonly string[]): void {
  for (const line of lines) screen.line(line);
}
