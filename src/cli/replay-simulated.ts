// A simulated run again, to the event: the same trace hash, or it is no replay.

import { basename } from 'node:path';
import { violationClass } from '../batch/violation-class.ts';
import type { Screen } from '../report/screen.ts';
import { verdictLines } from '../report/summary.ts';
import { exitCodes, worstExitCode } from '../runner/exit-code.ts';
import { openNamedPieces } from '../store/named-pieces.ts';
import type { SavedRun } from '../store/open-run.ts';
import { traceFile } from '../store/save-trace.ts';
import type { HostState } from '../worlds/sim/host-state.ts';
import { hostLines } from './host-lines.ts';
import type { Interrupts } from './interrupts.ts';
import { checkerBudget } from './judge-history.ts';
import { buildPlan, modulesOf, type PlanBuilds } from './plan-builds.ts';
import { shownPath } from './repository.ts';
import { simulateWatched } from './simulate-watched.ts';
import { simulatorUrl } from './simulator.ts';

export interface ReplayRequest {
  readonly run: SavedRun;
  readonly screen: Screen;
  readonly interrupts: Interrupts;
}

export interface SimulatedReplayRequest extends ReplayRequest {
  /** Stops there; `null` for the whole run. */
  readonly untilMs: number | null;
  /** A file for the trace, `true` for the one of the run. */
  readonly trace: string | boolean | null;
  readonly times: number;
}

export interface SimulatedReplay {
  readonly exitCode: number;
  readonly traceHash: string;
  /** Of the saved run; `null` where it was cut off before its end. */
  readonly savedTraceHash: string | null;
  /** `null` where there was nothing to compare with. */
  readonly same: boolean | null;
  readonly class: string;
  readonly hosts: readonly HostState[];
}

/** Takes the lines of a trace; `null` where none is wanted. @throws {StoreError} when it cannot be written */
async function openTrace({ trace, run }: SimulatedReplayRequest) {
  if (trace === null || trace === false) return null;
  const path = trace === true ? traceFile(run.files) : trace;
  const file = await openNamedPieces(path);
  let lines: string[] = [];
  const flush = (): void => {
    file.add(lines.join(''));
    lines = [];
  };
  return {
    path,
    add(line: string): void {
      lines.push(`${line}\n`);
      if (lines.length === 10_000) flush();
    },
    async close(): Promise<void> {
      flush();
      await file.close();
    },
  };
}

/** What is run now is not what was run then, where that is so. */
async function differenceOf(run: SavedRun, { version, upgrade }: PlanBuilds): Promise<string> {
  const { bundle, upgradeBundle, simulator } = run.results?.versions ?? {};
  const changed = upgradeBundle !== undefined && upgradeBundle !== upgrade?.digest;
  if (changed || (bundle !== undefined && bundle !== version.digest))
    return ' The build of the database is another one.';
  const now = basename(await simulatorUrl(), '.mjs');
  return simulator === undefined || simulator === now ? '' : ' Ordeal itself has changed since.';
}

/**
 * Replays a simulated run, `times` times.
 * @throws {CommandFailure} when there is no build
 */
export async function replaySimulated(request: SimulatedReplayRequest): Promise<SimulatedReplay> {
  const { run, screen, interrupts, untilMs, times } = request;
  const builds = await buildPlan(run.plan, 'node');
  const savedTraceHash = run.results?.traceHash ?? null;
  // Without its invariants a run goes on where it ended.
  const isSamePlan = run.plan.invariants === run.results?.plan.invariants;
  const comparable = untilMs === null && savedTraceHash !== null && isSamePlan;
  const codes: number[] = [];
  for (let round = 1; ; round += 1) {
    const trace = round === 1 ? await openTrace(request) : null;
    const job = {
      ...{ plan: run.plan, ...modulesOf(builds), budget: checkerBudget(run.plan), judgePersisted: true },
      ...(untilMs === null ? {} : { stopAtMs: untilMs }),
    };
    const again = await simulateWatched(
      job,
      interrupts.signal,
      trace === null ? {} : { trace: ({ lines }) => lines.forEach(trace.add) },
    );
    await trace?.close();
    if (trace !== null) screen.line(`trace in ${shownPath(trace.path)}`);
    const same = comparable ? again.traceHash === savedTraceHash : null;
    const { results, traceHash, hosts = [] } = again;
    if (untilMs !== null) for (const line of hostLines(hosts, untilMs, screen)) screen.line(line);
    else for (const line of verdictLines(results.verdicts, screen)) screen.line(line);
    if (same === true) screen.line(`${screen.paint.green('same trace')} ${traceHash}`);
    if (same === false) {
      const differs = `The trace is ${traceHash}, but was ${savedTraceHash}: this is not the same run.`;
      screen.line(screen.paint.red(`${differs}${await differenceOf(run, builds)}`));
    }
    codes.push(untilMs === null ? results.exitCode : exitCodes.valid);
    if (same === false) codes.push(exitCodes['invalid-run']);
    if (round < times && same !== false && !interrupts.signal.aborted) continue;
    const exitCode = worstExitCode(codes);
    return { exitCode, traceHash, savedTraceHash, same, class: violationClass(results), hosts };
  }
}
