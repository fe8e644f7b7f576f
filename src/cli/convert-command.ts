// `ordeal convert`: a history in the other form, for another tool or from one.

import type { Command } from 'commander';
import { ednOfOperation } from '../history/edn-writer.ts';
import type { Operation } from '../history/operation.ts';
import { readHistory } from '../history/read.ts';
import { writeNewNamedFile } from '../store/named-file.ts';
import { usageFailure } from './failure.ts';
import { openScreen } from './output.ts';

const operationsPerWrite = 5_000;

function writerFor(path: string): (operation: Operation) => string {
  if (path.endsWith('.edn')) return ednOfOperation;
  if (path.endsWith('.jsonl')) return (operation) => JSON.stringify(operation);
  throw usageFailure(`${path} is no form of a history: its name must end in .jsonl or .edn.`);
}

/** The lines of a history, some thousands at once. */
function* piecesOf(
  operations: readonly Operation[],
  textOf: (operation: Operation) => string,
): Iterable<string> {
  for (let start = 0; start < operations.length; start += operationsPerWrite)
    yield operations
      .slice(start, start + operationsPerWrite)
      .map((operation) => `${textOf(operation)}\n`)
      .join('');
}

/** Writes the whole history to a new file. */
async function convert(from: string, to: string): Promise<void> {
  const textOf = writerFor(to);
  const history = await readHistory(from);
  const operations = history.operations();
  if (!(await writeNewNamedFile(to, piecesOf(operations, textOf))))
    throw usageFailure(`${to} exists already: name another file, or remove it first.`);
  if (history.torn !== null) openScreen({ json: true }).line(history.torn);
  openScreen({}).line(`${to}: ${operations.length} events`);
}

export function addConvertCommand(program: Command): void {
  program
    .command('convert')
    .description('write a history in the other form: .jsonl as runs write it, .edn as Jepsen does')
    .argument('<history>', 'the history to read: a .jsonl or .edn file')
    .argument('<file>', 'the file to create; its name says the form')
    .action(convert);
}
