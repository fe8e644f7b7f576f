// Addresses of the server's pages. Names of runs are folder names and may hold anything a file system allows.

import type { RunFolder } from '../store/list-runs.ts';

export type PageOfRun = 'run' | 'follow' | 'events' | 'file';

/** The path of a page of a run, or of one of its files. */
export function addressOf(page: PageOfRun, { name, time }: RunFolder, ...file: readonly string[]): string {
  return `/${[page, name, time, ...file].map(encodeURIComponent).join('/')}`;
}
