// A foreign history in a file, in EDN or JSON: its columns are in memory, its operations are read again when they are
// asked for. Every operation is read for itself, so that the size of the file does not matter.

import { createColumnBuilder } from '../column-builder.ts';
import type { Columns } from '../columns.ts';
import { nemesisProcess } from '../columns.ts';
import { evidenceIn } from '../evidence-in-file.ts';
import { type History, historyInMemory } from '../history.ts';
import { HistoryError } from '../history-error.ts';
import { forEachPiece } from '../lines.ts';
import type { Operation } from '../operation.ts';
import { createRowOffsets } from '../row-offsets.ts';
import { completionsNote, isLoneCompletion, withInvocations } from './completions.ts';
import { createEdnOperations, type FormOperations, readEdnOperation, splitInFile } from './edn-operations.ts';
import type { MadeUp } from './fields.ts';
import { createJsonOperations, readJsonOperation } from './json-operations.ts';

/** How operations are written, one after another or in one list. */
interface Form {
  operations(name: string): FormOperations;
  again(text: string, madeUp: MadeUp): Operation | null;
}

export const ednForm: Form = { operations: createEdnOperations, again: readEdnOperation };
export const jsonForm: Form = { operations: createJsonOperations, again: readJsonOperation };

/** Histories of completions alone are published as examples, and kept in memory. */
const completionsMost = 1_000_000;

/**
 * Reads and checks a history, an operation at a time.
 * @param name what the file is called in sentences
 * @throws {HistoryError} for whatever is wrong with it
 */
export function historyInForms(path: string, form: Form, name = path): History {
  const growth = { progress: 0 };
  const builder = createColumnBuilder(undefined, growth);
  const offsets = createRowOffsets(path, growth);
  const source = form.operations(name);
  let hasBegun = false;
  let lone: Operation[] | null = null;
  readForms(path, name, growth, (text) => {
    const operation = source.read(text);
    if (operation === null) return false;
    if (operation.process !== 'nemesis' && operation.type === 'invoke') {
      const [first] = lone ?? [];
      if (first !== undefined)
        throw source.errorHere('an operation begins here, but those before were never begun');
      hasBegun = true;
    }
    if (!hasBegun && isLoneCompletion(operation)) lone ??= builder.store.length === 0 ? [] : null;
    if (lone !== null) {
      lone.push(operation);
      if (lone.length > completionsMost)
        throw source.errorHere(`more than ${completionsMost} completions that were never begun`);
      return true;
    }
    const problem = builder.add(operation);
    if (problem !== null) throw source.errorHere(problem);
    offsets.push(text.start, text.end);
    return true;
  });
  if (source.count === 0) throw new HistoryError(`${name} is empty: there is no operation to judge.`);
  const notes = source.notes();
  const completions = lone as readonly Operation[] | null;
  if (completions !== null)
    return { ...historyInMemory(withInvocations(completions)), notes: [...notes, completionsNote] };
  const columns = builder.finish();
  let operations: readonly Operation[] | null = null;

  function operation(row: number): Operation {
    const kept = operations?.[row];
    if (kept !== undefined) return kept;
    const text = offsets.read(row).toString('utf8');
    const read = form.again(text, madeUpOf(columns, row));
    if (read === null) throw new HistoryError(`${name} has changed since it was read.`);
    return read;
  }

  return {
    length: columns.length,
    torn: null,
    notes,
    columns: () => columns,
    operation,
    ...evidenceIn(offsets, operation),
    operations() {
      operations ??= Array.from({ length: columns.length }, (_, row) => operation(row));
      return operations;
    },
  };
}

function readForms(
  path: string,
  name: string,
  growth: { progress: number },
  onForm: Parameters<typeof splitInFile>[1],
): void {
  const splitter = splitInFile(name, onForm);
  forEachPiece(path, ({ bytes, end, offset, progress }) => {
    growth.progress = progress;
    splitter.push(bytes, end, offset);
  });
  splitter.finish();
}

function madeUpOf({ time, process, f, names }: Columns, row: number): MadeUp {
  const who = process[row] as number;
  return {
    index: row,
    time: time[row] as number,
    process: who === nemesisProcess ? 'nemesis' : who,
    f: names.get(f[row] as number),
  };
}
