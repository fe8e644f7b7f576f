// The history in a folder that is no run of ours, such as one of Jepsen's store.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from './store-error.ts';

/** In the order in which they are taken. */
const historyNames = ['history.edn', 'history.jsonl', 'history.json', 'history.edn.gz', 'history.jsonl.gz'];
/** What lies in a store beside it, and cannot be judged. */
const otherNames = ['test.jepsen', 'test.fressian', 'history.txt', 'results.edn', 'jepsen.log'];

/**
 * The path of the history in a folder, or in its `latest` or `current`; null where nothing in it looks like one.
 * @throws {StoreError} where it is a store without its history
 */
export async function historyInFolder(folder: string): Promise<string | null> {
  const folders = [folder, join(folder, 'latest'), join(folder, 'current')];
  for (const one of folders)
    for (const name of historyNames) if (await isFile(join(one, name))) return join(one, name);
  for (const one of folders)
    for (const name of otherNames)
      if (await isFile(join(one, name)))
        throw new StoreError(
          `${one} holds ${name} but no history: history.edn is what is read of a Jepsen store.`,
        );
  return null;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}
