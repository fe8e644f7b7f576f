// How fast the simulated world is, on one core: `npm run bench`. Five nodes without clients, at 100 and at 1,000
// operations a second, and the ordinary minute of registers under faults. Seconds of another machine say little, so
// that everything is told as a ratio: simulated seconds per wall second, and how the cost grows with the load and with
// the length of the run (twice the length should cost twice as much).

import type { SimulatedRunResult } from '../src/batch/run-simulated.ts';
import { buildVersion } from '../src/cli/build-version.ts';
import { loadSimulator } from '../src/cli/simulator.ts';
import { defaultPlan } from '../src/plan/defaults.ts';
import type { Plan } from '../src/plan/plan.ts';
import { alignRows } from '../src/report/table.ts';

interface Case {
  readonly name: string;
  readonly changes: Partial<Plan>;
}

interface Measured {
  readonly name: string;
  readonly simulatedSeconds: number;
  readonly wallSeconds: number;
  /** Processor time; less than the wall time where the machine is busy, more where collection runs beside. */
  readonly cpuSeconds: number;
  readonly simulatedPerWallSecond: number;
  readonly simulatedPerCpuSecond: number;
  readonly eventsPerWallSecond: number;
  readonly eventsPerSimulatedSecond: number;
  readonly outcome: string;
}

const quiet = { nemesis: [], timeSeconds: 30 } as const;

const cases: readonly Case[] = [
  { name: 'idle', changes: { ...quiet, ratePerSecond: 0.001 } },
  { name: '100 op/s', changes: { ...quiet, ratePerSecond: 100 } },
  { name: '1,000 op/s', changes: { ...quiet, ratePerSecond: 1000 } },
  { name: '1,000 op/s, twice as long', changes: { ...quiet, ratePerSecond: 1000, timeSeconds: 60 } },
  { name: 'register, 60 s with faults', changes: {} },
];

async function measure(
  { name, changes }: Case,
  run: (plan: Plan) => Promise<SimulatedRunResult>,
): Promise<Measured> {
  const cpuBefore = process.cpuUsage();
  const { simulatedMs, wallMs, events, results } = await run({ ...defaultPlan('sim'), seed: 1, ...changes });
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpuSeconds = (user + system) / 1e6;
  return {
    name,
    simulatedSeconds: simulatedMs / 1000,
    wallSeconds: wallMs / 1000,
    cpuSeconds,
    simulatedPerWallSecond: simulatedMs / wallMs,
    simulatedPerCpuSecond: simulatedMs / 1000 / cpuSeconds,
    eventsPerWallSecond: (events * 1000) / wallMs,
    eventsPerSimulatedSecond: (events * 1000) / simulatedMs,
    outcome: results.outcome,
  };
}

function report(measured: readonly Measured[]): readonly string[] {
  const heading = [
    '',
    'sim s',
    'wall s',
    'cpu s',
    'sim s/wall s',
    'sim s/cpu s',
    'events/wall s',
    'events/sim s',
  ];
  const rows = measured.map((one) => [
    one.name,
    one.simulatedSeconds.toFixed(1),
    one.wallSeconds.toFixed(2),
    one.cpuSeconds.toFixed(2),
    one.simulatedPerWallSecond.toFixed(1),
    one.simulatedPerCpuSecond.toFixed(1),
    Math.round(one.eventsPerWallSecond).toLocaleString('en-US'),
    Math.round(one.eventsPerSimulatedSecond).toLocaleString('en-US'),
  ]);
  const cpuPerSecond = (name: string): number =>
    1 / (measured.find((one) => one.name === name)?.simulatedPerCpuSecond ?? 0);
  const growth = (from: string, to: string): string => (cpuPerSecond(to) / cpuPerSecond(from)).toFixed(2);
  return [
    ...alignRows([heading, ...rows], ['left', ...heading.slice(1).map(() => 'right' as const)]),
    `ten times the load costs ${growth('100 op/s', '1,000 op/s')} times as much a simulated second`,
    `in a run twice as long a simulated second costs ${growth('1,000 op/s', '1,000 op/s, twice as long')} times as much`,
  ];
}

const { simulate } = await loadSimulator();
const { path: modulePath } = await buildVersion('current', 'node');
const budget = { timeMs: 120_000, memoryBytes: 2 ** 30 };
const run = (plan: Plan): Promise<SimulatedRunResult> => simulate({ modulePath }, { plan, budget });
// The first run pays for the translation of the code; that is not what is measured.
await run({ ...defaultPlan('sim'), seed: 1, timeSeconds: 10 });
const measured: Measured[] = [];
for (const one of cases) measured.push(await measure(one, run));
const lines = process.argv.includes('--json') ? [JSON.stringify(measured, null, 2)] : report(measured);
for (const line of lines) process.stdout.write(`${line}\n`);
