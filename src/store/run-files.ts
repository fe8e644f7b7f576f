// Where things lie in the folder of one run, `results/<name>/<time>/`.

import { join } from 'node:path';

export interface RunFiles {
  readonly directory: string;
  readonly plan: string;
  readonly history: string;
  /** Holds `<node>.log` of each node, and `<node>/` with what was on its disk. */
  readonly nodes: string;
  readonly results: string;
  /** What the harness said during the run. */
  readonly log: string;
  /** How the run and each node went, second by second. */
  readonly progress: string;
  /** All of it for people, in one page. */
  readonly page: string;
  /** What the builds of the plan are elsewhere, where the run came in a bundle. */
  readonly builds: string;
  /** Which files of the run are not there, where it came in a bundle. */
  readonly leftOut: string;
}

export function runFiles(directory: string): RunFiles {
  return {
    directory,
    plan: join(directory, 'plan.json'),
    history: join(directory, 'history.jsonl'),
    nodes: join(directory, 'nodes'),
    results: join(directory, 'results.json'),
    log: join(directory, 'run.log'),
    progress: join(directory, 'progress.jsonl'),
    page: join(directory, 'report.html'),
    builds: join(directory, 'builds.json'),
    leftOut: join(directory, 'left-out.json'),
  };
}

/** Where the files from the disk of a node lie, below `RunFiles.nodes`. */
export const dataDirectoryOf = (nodes: string, node: string): string => join(nodes, node, 'data');

/** Holds one sentence where there is no such directory: why not. */
export const missingDataFile = (nodes: string, node: string): string => join(nodes, node, 'data-missing.txt');

/** Name of the link to the newest run, in `results/` and in each `results/<name>/`. */
export const latestLink = 'latest';
