// Looks at a history while it is being made, for whoever wants to end a run at its first violation. It sees only what
// is cheap to see and certain; the judgement is still that of the checkers, on the whole history.

import type { Operation } from '../history/operation.ts';

export interface Watcher {
  /** Takes the next event. Answers with one sentence once something is certainly wrong, else with `null`. */
  add(event: Operation): string | null;
}
