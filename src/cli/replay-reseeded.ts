// When was a failure decided? The run up to a moment, then on with other random numbers, many times: where the share
// of failing suffixes jumps up, the harm was done.

import { createSimulatorPool } from '../batch/pool.ts';
import { violationClass } from '../batch/violation-class.ts';
import { formatMs } from '../report/format.ts';
import { alignRows } from '../report/table.ts';
import { exitCodes, worstExitCode } from '../runner/exit-code.ts';
import { checkerBudget } from './judge-history.ts';
import { buildPlan, modulesOf } from './plan-builds.ts';
import type { ReplayRequest } from './replay-simulated.ts';
import { simulatorUrl } from './simulator.ts';

export interface ReseededReplay {
  readonly exitCode: number;
  /** The failure of the saved run; `null` where it was cut off before it was judged. */
  readonly class: string | null;
  readonly suffixes: readonly SuffixShare[];
}

export interface SuffixShare {
  readonly afterMs: number;
  readonly runs: number;
  readonly failing: number;
  /** Of these, the ones that failed in the way of the saved run. */
  readonly sameClass: number;
}

const suffixTimeoutMs = 1_800_000;
/** Multiplied with the place of a suffix, so that neighbours share nothing. */
const seedStep = 0x9e3779b1;

/** Runs `times` suffixes for each moment on all cores. @throws {CommandFailure} when there is no build */
export async function replayReseeded(
  request: ReplayRequest & { readonly momentsMs: readonly number[]; readonly times: number },
): Promise<ReseededReplay> {
  const { run, screen, interrupts, momentsMs, times } = request;
  const modules = modulesOf(await buildPlan(run.plan, 'node'));
  const pool = createSimulatorPool({ simulatorUrl: await simulatorUrl(), jobTimeoutMs: suffixTimeoutMs });
  const close = (): void => void pool.close();
  interrupts.signal.addEventListener('abort', close, { once: true });
  const wanted = run.results === null ? null : violationClass(run.results);
  let lost = 0;
  const suffixes: SuffixShare[] = [];
  for (const afterMs of momentsMs) {
    const ends = await Promise.all(
      Array.from({ length: times }, (_, index) => {
        const seed = (run.plan.seed ^ Math.imul(index + 1, seedStep)) >>> 0;
        const reseed = { afterMs, seed };
        const job = { plan: run.plan, ...modules, budget: checkerBudget(run.plan), reseed };
        return pool.run({ ...job, keep: 'never' });
      }),
    );
    const results = ends.flatMap((end) => (end.kind === 'done' ? [end.result.results] : []));
    lost += ends.length - results.length;
    const failing = results.filter(({ outcome }) => outcome === 'violation' || outcome === 'crash');
    const sameClass = failing.filter((result) => violationClass(result) === wanted).length;
    suffixes.push({ afterMs, runs: results.length, failing: failing.length, sameClass });
    screen.status(`${suffixes.length} of ${momentsMs.length} moments`);
  }
  screen.clearStatus();
  interrupts.signal.removeEventListener('abort', close);
  await pool.close();
  const heading = ['fresh after', 'suffixes', 'failing', 'the same way'].map((cell) =>
    screen.paint.dim(cell),
  );
  const rows = suffixes.map(({ afterMs, runs, failing, sameClass }) => [
    formatMs(afterMs),
    String(runs),
    `${failing} (${Math.round((100 * failing) / Math.max(1, runs))} %)`,
    String(sameClass),
  ]);
  for (const line of alignRows([heading, ...rows], ['right', 'right', 'right', 'right'])) screen.line(line);
  const failed = suffixes.some(({ failing }) => failing > 0) ? [exitCodes.violation] : [];
  const cutShort = interrupts.signal.aborted ? [exitCodes.interrupted] : [];
  return {
    exitCode: worstExitCode([...failed, ...cutShort, ...(lost > 0 ? [exitCodes.crash] : [])]),
    class: wanted,
    suffixes,
  };
}
