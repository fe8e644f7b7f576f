// Runs made up for comparisons: figures drawn around what a test asks for, skewed as real ones are.

import type { ComparedRun, Side } from '../../src/compare/sample.ts';
import { createRandomStream } from '../../src/random/stream.ts';
import type { RunFigures } from '../../src/store/figures.ts';
import { tinyPlan } from '../batch/tiny-simulated-plan.ts';

export interface Shape {
  readonly latencyMs?: number;
  readonly failoverMs?: number;
  readonly throughput?: number;
  /** A violation of this class in every so-manieth run. */
  readonly failing?: { readonly name: string; readonly every: number };
  /** What both sides share of a seed's luck: with it, pairs are alike. */
  readonly seedOfLuck?: string;
}

/** A factor of which the logarithm is spread evenly over a width. */
type Luck = (width: number) => number;

function luckOf(seed: number, name: string): Luck {
  let random = createRandomStream(seed).fork(name);
  return (width) => {
    const [value, next] = random.unit();
    random = next;
    return Math.exp((value - 0.5) * width);
  };
}

function figures(shared: Luck, own: Luck, shape: Shape, drawn: string): RunFigures {
  const base = (shape.latencyMs ?? 5) * shared(2) * own(0.06);
  const failoverMs = (shape.failoverMs ?? 1500) * shared(0.8) * own(0.2);
  return {
    drawn,
    seconds: 20,
    okPerSecond: (shape.throughput ?? 100) * shared(0.2) * own(0.02),
    latencyMs: { p50: base, p90: 2 * base, p99: 40 * base, p999: 80 * base, max: 100 * base },
    answeredPercent: 98 * shared(0.01),
    availableReadsPercent: 95 * shared(0.01),
    availableWritesPercent: 94 * shared(0.01),
    longestOutageMs: failoverMs,
    faults: [
      { package: 'kill', startMs: 5000, failoverMs, recoveryMs: 400 * shared(0.5) },
      { package: 'kill', startMs: 12_000, failoverMs: 20, recoveryMs: null },
    ],
  };
}

export function runsOf(first: number, count: number, shape: Shape = {}): readonly ComparedRun[] {
  return Array.from({ length: count }, (_, at) => {
    const seed = first + at;
    const shared = luckOf(seed, `shared ${shape.seedOfLuck ?? ''}`);
    const own = luckOf(seed, `own ${JSON.stringify(shape)}`);
    const fails = shape.failing !== undefined && at % shape.failing.every === 0;
    return {
      seed,
      outcome: fails ? ('violation' as const) : ('valid' as const),
      classes: fails ? [shape.failing?.name ?? ''] : [],
      figures: figures(shared, own, shape, `${shape.seedOfLuck ?? ''}${seed}`),
    };
  });
}

export function sideOf(label: string, runs: readonly ComparedRun[], name = 'register'): Side {
  return { label, version: label, groups: [{ name, plan: tinyPlan, runs }] };
}
