// Reads a saved history, whatever form it is in: as runs write it, other JSON, or EDN as Jepsen writes it.

import { historyInJsonl } from './file-history.ts';
import { ednForm, historyInForms, jsonForm } from './foreign/history-in-forms.ts';
import { formOf } from './form.ts';
import type { History } from './history.ts';

/**
 * Reads the columns of a history into memory, its structure checked; single operations are read from the file again.
 * @param name what the file is called in sentences, where it was put elsewhere to be read
 * @throws {HistoryError} one sentence with file and line, for whatever is wrong with it
 */
export async function readHistory(path: string, name = path): Promise<History> {
  const form = formOf(path, name);
  if (form === 'lines') return historyInJsonl(path, name);
  return historyInForms(path, form === 'edn' ? ednForm : jsonForm, name);
}
