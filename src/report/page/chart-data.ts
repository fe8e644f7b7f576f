// What the page's script draws, as data. Times are milliseconds of the run.

import type { FaultRecord } from '../../store/results.ts';
import { formatValue } from '../format.ts';
import type { LoadSeries, ScatterPoints } from './load-over-time.ts';
import { isOnNode } from './node-faults.ts';
import { type NodeStates, nodeStatesOf } from './node-states.ts';
import type { PageInput } from './page-input.ts';
import type { RunFacts } from './run-facts.ts';

interface ChartFault {
  /** Fault package: one lane each. */
  readonly lane: string;
  readonly label: string;
  readonly from: number;
  /** The end of the run where it was not seen to end. */
  readonly to: number;
  /** Its effect and its end were seen. */
  readonly sure: boolean;
}

interface ChartNode {
  readonly name: string;
  /** Positions of the faults that were on it. */
  readonly faults: readonly number[];
  readonly leads: readonly { readonly from: number; readonly to: number; readonly label: string }[];
  /** `bad` for errors, `up` for starts, `note` for the rest. */
  readonly marks: readonly {
    readonly at: number;
    readonly kind: 'bad' | 'up' | 'note';
    readonly label: string;
  }[];
}

interface ChartBar {
  readonly lane: number;
  readonly from: number;
  readonly to: number;
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly label: string;
  readonly witness: boolean;
  readonly failing: boolean;
}

/** The one JSON document of a page. */
export interface ChartData {
  readonly end: number;
  readonly phases: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  readonly faults: readonly ChartFault[];
  readonly points: ScatterPoints;
  readonly series: LoadSeries;
  readonly nodes: readonly ChartNode[];
  readonly states: NodeStates;
  readonly window: {
    readonly from: number;
    readonly to: number;
    readonly lanes: readonly string[];
    readonly bars: readonly ChartBar[];
  } | null;
}

const mostFaults = 3000;
const mostMarks = 400;
/** Connections come and go by the hundred: they would hide the rest. */
const unmarked: ReadonlySet<string> = new Set([
  'peer-connected',
  'peer-lost',
  'elected',
  'leadership-ended',
  'ready',
]);

export function chartDataOf(
  { results, progress }: Pick<PageInput, 'results' | 'progress'>,
  facts: RunFacts,
): ChartData {
  const { load } = facts;
  const faults = (results?.faults ?? []).slice(0, mostFaults).map((fault) => ({
    lane: fault.package,
    label: fault.description,
    from: rounded(fault.startNs / 1e6),
    to: rounded(fault.endNs === null ? load.endMs : fault.endNs / 1e6),
    sure: fault.verified && fault.endNs !== null,
  }));
  const phases = (results?.phases ?? []).map(({ name, startNs, endNs }) => ({
    name,
    from: rounded(startNs / 1e6),
    to: rounded(endNs / 1e6),
  }));
  return {
    end: rounded(load.endMs),
    phases,
    faults,
    points: load.points,
    series: load.series,
    nodes: nodesOf(facts, results?.faults ?? []),
    states: nodeStatesOf(progress),
    window: windowOf(facts),
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

function nodesOf(
  { nodes, events, leaderships, load }: RunFacts,
  faults: readonly FaultRecord[],
): readonly ChartNode[] {
  return nodes.map((name, position) => ({
    name,
    faults: faults.slice(0, mostFaults).flatMap((fault, at) => (isOnNode(fault, name) ? [at] : [])),
    leads: leaderships
      .filter(({ node }) => node === name)
      .map(({ fromMs, toMs, ballot }) => ({
        from: rounded(fromMs),
        to: rounded(toMs ?? load.endMs),
        label: ballot === null ? 'leader' : `leader, ballot ${ballot}`,
      })),
    marks: (events[position] ?? [])
      .filter(({ event, ms }) => ms >= 0 && !unmarked.has(event))
      .slice(0, mostMarks)
      .map(({ ms, level, event }) => ({
        at: rounded(ms),
        kind: level === 'error' ? 'bad' : event === 'start' ? 'up' : 'note',
        label: formatValue(event === '' ? level : event, 40),
      })),
  }));
}

function windowOf({ window }: RunFacts): ChartData['window'] {
  if (window === null) return null;
  const processes = [...new Set(window.operations.map(({ process }) => process))].sort((a, b) => a - b);
  const bars = window.operations.map((operation) => {
    const { process, node, fromMs, toMs, outcome, begun, ended, isWitness, isFailing } = operation;
    const value = outcome === 'ok' && ended !== null ? ended.value : begun.value;
    const key = begun.key === undefined ? '' : `${formatValue(begun.key, 12)}: `;
    return {
      lane: processes.indexOf(process),
      from: rounded(fromMs),
      to: rounded(toMs ?? window.toMs),
      outcome,
      label: `${node === '' ? '' : `${node} `}${formatValue(begun.f, 20)} ${key}${formatValue(value, 40)}`,
      witness: isWitness,
      failing: isFailing,
    };
  });
  const lanes = processes.map((process) => `process ${process}`);
  return { from: rounded(window.fromMs), to: rounded(window.toMs), lanes, bars };
}
