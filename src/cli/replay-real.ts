// A run of a real world again: the same plan, operations and recorded faults. Timing is the machine's own, so that a
// failure comes back at a rate.

import { recordedFaults, withRecordedFaults } from '../batch/recorded-faults.ts';
import { violationClass } from '../batch/violation-class.ts';
import { worstExitCode } from '../runner/exit-code.ts';
import { historyOfRun } from '../store/history-of-run.ts';
import type { RunResults } from '../store/results.ts';
import { infrastructureFailure } from './failure.ts';
import { performRun } from './perform-run.ts';
import type { ReplayRequest } from './replay-simulated.ts';
import { chooseWorld } from './worlds.ts';

export interface RealReplay {
  readonly exitCode: number;
  /** What the saved run was, such as `violation: linearizable`. */
  readonly class: string;
  readonly times: number;
  /** How many runs ended the same way. */
  readonly same: number;
  readonly runs: readonly RunResults[];
}

/**
 * Replays a run of docker or namespaces, `times` times.
 * @throws {CommandFailure} when the run was cut off before its load, or its world does not work here
 */
export async function replayReal(request: ReplayRequest & { readonly times: number }): Promise<RealReplay> {
  const { run, screen, interrupts, times } = request;
  const load = run.results?.phases.find(({ name }) => name === 'load');
  if (run.results === null || load === undefined) {
    throw infrastructureFailure(
      `${run.name}/${run.time} was cut off before it was judged: there is no schedule of its faults.`,
    );
  }
  const recorded = recordedFaults(
    (await historyOfRun(run.files.history)).operations(),
    load.startNs,
    load.endNs,
  );
  const world = await chooseWorld(run.plan.world);
  const wanted = violationClass(run.results);
  const runs: RunResults[] = [];
  for (let round = 1; round <= times && !interrupts.signal.aborted; round += 1) {
    screen.line(`replay ${round} of ${times}: ${recorded.length} recorded fault operations`);
    const changeFaults = (packages: Parameters<typeof withRecordedFaults>[0]) =>
      withRecordedFaults(packages, recorded);
    runs.push(await performRun({ plan: run.plan, commit: null, world, screen, interrupts, changeFaults }));
  }
  const same = runs.filter((results) => violationClass(results) === wanted).length;
  const percent = Math.round((100 * same) / Math.max(1, runs.length));
  screen.line(`${screen.paint.bold(wanted)} again in ${same} of ${runs.length} replays (${percent} %)`);
  return {
    exitCode: worstExitCode(runs.map(({ exitCode }) => exitCode)),
    class: wanted,
    times: runs.length,
    same,
    runs,
  };
}
