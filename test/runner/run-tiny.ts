// A whole run of the tiny plan on a virtual clock.

import { createMemoryJournal } from '../../src/history/journal.ts';
import { runPlan } from '../../src/runner/run-plan.ts';
import type { RunPlanOptions } from '../../src/runner/run-state.ts';
import { tinyPlan, tinyWorkload } from './tiny-plan.ts';
import { createTinyWorld } from './tiny-world.ts';

/** Runs the tiny plan with changes; gives the world, the history and the summary. */
export async function runTiny(changes: Partial<RunPlanOptions> = {}, world = createTinyWorld()) {
  const journal = createMemoryJournal();
  const options = { world, workload: tinyWorkload(), faults: [], plan: tinyPlan, journal, ...changes };
  const summary = await world.clock.runUntil(runPlan(options));
  return { world, summary, history: journal.operations };
}
