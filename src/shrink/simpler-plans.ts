// Plans a little simpler than a given one: shorter, slower, with fewer nodes, clients, kinds of faults, and with default
// settings. Each is a guess that may or may not still fail.

import type { Plan } from '../plan/plan.ts';
import type { FailingRun } from './failing-run.ts';

/** After the violation, so that a slightly different course of the run still gets there. */
const spareMs = 500;
const leastSeconds = 0.5;

function roundedSeconds(ms: number): number {
  return Math.max(leastSeconds, Math.ceil(ms / 100) / 10);
}

/** The given plan without its faults' packages that no listed fault belongs to, and with threads numbered from 0. */
function withFewerClients(plan: Plan): readonly Plan[] {
  const { operations, concurrency } = plan;
  if (operations === undefined) {
    return [1, 2, 5, Math.ceil(concurrency / 2)]
      .filter((clients) => clients < concurrency)
      .map((clients) => ({ ...plan, concurrency: clients }));
  }
  const threads = [...new Set(operations.map(({ thread }) => thread))].sort((left, right) => left - right);
  const highest = Math.max(1, (threads.at(-1) ?? 0) + 1);
  const renumbered = operations.map((operation) => ({
    ...operation,
    thread: threads.indexOf(operation.thread),
  }));
  return [
    { ...plan, concurrency: Math.max(1, threads.length), operations: renumbered },
    { ...plan, concurrency: highest },
  ].filter((candidate) => candidate.concurrency < concurrency);
}

/** Candidates, the boldest first. */
export function simplerPlans(run: FailingRun): readonly Plan[] {
  const { plan, failedAfterMs } = run;
  const { nemesis, timeSeconds, ratePerSecond } = plan;
  const candidates: Plan[] = [];
  const seconds = roundedSeconds(failedAfterMs + spareMs);
  if (seconds < timeSeconds) candidates.push({ ...plan, timeSeconds: seconds });
  if (nemesis.length > 1) {
    for (const name of nemesis)
      candidates.push({ ...plan, nemesis: nemesis.filter((other) => other !== name) });
  }
  if (plan.knobs === undefined) candidates.push({ ...plan, knobs: 'default' });
  if (plan.nodes === 5) candidates.push({ ...plan, nodes: 3 });
  if (plan.operations === undefined) {
    for (const divisor of [10, 4, 2]) {
      if (ratePerSecond / divisor >= 1) candidates.push({ ...plan, ratePerSecond: ratePerSecond / divisor });
    }
  }
  candidates.push(...withFewerClients(plan));
  if (plan.operations === undefined && timeSeconds > 1) {
    candidates.push({ ...plan, timeSeconds: roundedSeconds(timeSeconds * 500) });
  }
  return candidates;
}
