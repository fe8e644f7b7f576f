// A simulation that was found stuck is repeated, up to the event that it was stuck in: one seed gives one order of events, so
// that the repetition ends there with its history, logs and trace, and so does every replay.

import type { Verdict } from '../checkers/checker.ts';
import { exitCodeOf } from '../runner/exit-code.ts';
import { type Beat, eventWords } from '../worlds/sim/heartbeat.ts';
import type { Violation } from '../worlds/world.ts';
import type { JobResult, SimulatedJob } from './job.ts';

/**
 * The job that shows more than one that was stuck so far, or `null` where nothing does. A loop of promises begins when
 * events have let go of the thread, some events after the one that led to it: it is found by letting go after each event.
 * @param beats what each attempt was stuck in
 */
export function nextPass(job: SimulatedJob, beats: readonly Beat[]): SimulatedJob | null {
  const last = beats.at(-1);
  if (last === undefined) return job;
  const endless = { endlessStep: last.event, endlessStart: last.node };
  if (beats.length === 1) return { ...job, ...endless };
  if (beats.length === 2) return { ...job, turnEachEvent: true };
  if (beats.length === 3) return { ...job, turnEachEvent: true, ...endless };
  return null;
}

/** What is known of a run that cannot be brought to an end: that it was stuck, and in what. */
export function stuckResult({ plan }: SimulatedJob, { node, kind, event }: Beat): JobResult {
  const name = node < 0 ? 'the world' : `n${node + 1}`;
  const message = `${name} does not come to the end of ${eventWords(kind, event)}`;
  const nodes = node < 0 ? [] : [name];
  const violation: Violation = { kind: 'stuck', name: 'stuck', timeNs: 0, nodes, message };
  const verdict: Verdict = {
    checker: 'stuck',
    valid: false,
    reason: `${message}.`,
    witnesses: [],
    details: { kind: 'stuck', timeNs: 0, nodes },
  };
  return {
    results: {
      ...{ format: 1, plan, seed: plan.seed, world: 'sim', verdicts: [verdict], phases: [], faults: [] },
      ...{ counts: { invoked: 0, ok: 0, fail: 0, info: 0 }, countsByF: {}, bootMs: 0, settleMs: null },
      ...{ outcome: 'violation', exitCode: exitCodeOf('violation'), interrupted: false, crash: null },
      problems: [],
    },
    ...{ traceHash: '', wallMs: 0, simulatedMs: 0, events: event, violation, kept: null },
  };
}
