// What a page is made of: a saved run, read from its folder.

import type { History } from '../../history/history.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ProgressRecord } from '../../store/progress.ts';
import type { SavedNodeLog } from '../../store/read-node-logs.ts';
import type { RunResults } from '../../store/results.ts';

export interface PageInput {
  /** Name of the run and of its own folder, as `ordeal replay` takes them. */
  readonly name: string;
  readonly time: string;
  readonly plan: Plan;
  /** `null` for a run that was cut off before it was judged. */
  readonly results: RunResults | null;
  /** Address of a file of the run, by its path below the folder. */
  readonly fileAddress: (path: string) => string;
  /** Why the run does not count, beside its verdicts. */
  readonly problems: readonly string[];
  readonly history: History;
  readonly logs: readonly SavedNodeLog[];
  /** What the harness said during the run. */
  readonly runLog: string;
  /** How the run and its nodes went, second by second; empty where that was not recorded. */
  readonly progress: readonly ProgressRecord[];
}

/** What the sections about verdicts need: of a run, or of a history on its own. */
export interface Judged {
  readonly results: Pick<RunResults, 'verdicts'> | null;
}

/** Script and style sheet of every page. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}
