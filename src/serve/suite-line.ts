// The line of a suite in the list: its axes as far as they fit, how far it is, and what it came to.

import { canariesOf, type SavedSuite } from '../store/suite.ts';
import { isSuiteAlive } from '../store/suite-status.ts';
import { summarizeSuite } from '../suite/summary.ts';

const mostNamed = 3;

/** The values of an axis, or how many they are. */
function axisText(values: readonly string[], what: string): string {
  const distinct = [...new Set(values)];
  return distinct.length > mostNamed ? `${distinct.length} ${what}` : distinct.join(', ');
}

/** What is known of a suite of the fields of a line. */
export async function suiteFacts(saved: SavedSuite) {
  const { suite, records, files } = saved;
  const { outcome, planned, finished, outcomes, problems } = summarizeSuite(saved);
  const canaries = canariesOf(suite);
  const jobs = suite.jobs.filter(({ group }) => !canaries.has(group));
  const bad = Object.entries(outcomes).reduce(
    (sum, [name, count]) => sum + (name === 'valid' ? 0 : count),
    0,
  );
  const isRunning = suite.end === null && (await isSuiteAlive(files));
  const told = [
    `${finished} of ${planned} runs${suite.shard === null ? '' : ` of shard ${suite.shard.part}/${suite.shard.of}`}`,
    ...(bad === 0 ? [] : [`${bad} not valid`]),
  ].join(', ');
  return {
    kind: 'suite' as const,
    outcome: isRunning ? 'running' : suite.end === null ? 'not judged' : outcome,
    workload: axisText(
      jobs.map(({ plan }) => plan.workload),
      'workloads',
    ),
    nemesis: axisText(
      jobs.map(({ nemesis }) => nemesis),
      'kinds of faults',
    ),
    world: axisText(
      jobs.map(({ plan }) => plan.world),
      'worlds',
    ),
    version: axisText(
      jobs.map(({ plan }) => plan.version),
      'versions',
    ),
    seed: suite.firstSeed,
    operations: records.reduce((sum, { counts }) => sum + counts.invoked, 0),
    reason: isRunning ? `${told}.` : [`${told}.`, ...problems].join(' '),
  };
}
