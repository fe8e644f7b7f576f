// A comparison in one sentence: the worst first.

import { allTogether, type ClassComparison, type Comparison, type MetricComparison } from './comparison.ts';

type Told = Pick<Comparison, 'first' | 'second' | 'classes' | 'metrics'>;

const mostNamed = 3;

/** How far past its margin a change is, in margins. */
function severity({ scale, change, margin }: MetricComparison): number {
  const { estimate } = change;
  if (estimate === null) return Number.POSITIVE_INFINITY;
  return scale === 'ratio'
    ? Math.abs(Math.log(estimate)) / Math.log1p(margin / 100)
    : Math.abs(estimate) / margin;
}

/** What explains other metrics comes before them: a late failover is also an outage, and fewer operations. */
const causes: readonly RegExp[] = [/^failover/, /^recovery/, /^latency-p50$/, /^latency-p90$/, /./];

function causeRank({ metric }: MetricComparison): number {
  return causes.findIndex((cause) => cause.test(metric));
}

/** Metrics of a status, without the plans where it is so of all together: what explains the others first, then what changed most. */
function metricsThatAre(
  status: MetricComparison['status'],
  metrics: readonly MetricComparison[],
): readonly MetricComparison[] {
  const found = metrics.filter((metric) => metric.status === status);
  const everywhere = new Set(found.filter(({ group }) => group === allTogether).map(({ metric }) => metric));
  return found
    .filter(({ group, metric }) => group === allTogether || !everywhere.has(metric))
    .sort((left, right) => causeRank(left) - causeRank(right) || severity(right) - severity(left));
}

/** `31 % higher`, `2.1 times as high`, `1.4 points lower`, `310 ms higher`. */
function changeInWords({ scale, change: { estimate } }: MetricComparison): string {
  if (estimate === null) return 'beyond measure';
  if (scale === 'points') return `${Math.abs(estimate).toFixed(2)} points ${direction(estimate)}`;
  if (scale === 'milliseconds') return `${Math.abs(estimate).toFixed(0)} ms ${direction(estimate)}`;
  if (estimate >= 1.95) return `${estimate.toFixed(1)} times as high`;
  return `${Math.abs((estimate - 1) * 100).toFixed(1)} % ${direction(estimate - 1)}`;
}

function direction(change: number): string {
  return change < 0 ? 'lower' : 'higher';
}

/** Which group, where there are several. */
function inGroup(group: string, told: Told): string {
  const groups = new Set([...told.classes, ...told.metrics].map((one) => one.group));
  return groups.size > 1 && group !== allTogether ? ` (${group})` : '';
}

function listed(words: readonly string[]): string {
  const shown = words.slice(0, mostNamed).join('; ');
  return words.length > mostNamed ? `${shown}; and ${words.length - mostNamed} more` : shown;
}

/** Each kind once, in however many plans it is worse. */
function classesInWords(found: readonly ClassComparison[], told: Told): readonly string[] {
  return [...new Set(found.map((one) => one.class))].map((name) => {
    const own = found.filter((one) => one.class === name);
    const [worst] = own;
    if (worst === undefined) return name;
    const { status, first, second, group } = worst;
    const where = own.length === 1 ? inGroup(group, told) : ` in ${own.length} plans, as in ${group},`;
    const often = `${second.count} of ${second.runs} runs, was ${first.count} of ${first.runs}`;
    return `${name}${where} is ${status === 'new' ? 'new' : 'more often'} (${often})`;
  });
}

function tooSmall({ first, second, metrics }: Told): string {
  const enough = metrics.reduce((most, { enoughSeeds }) => Math.max(most, enoughSeeds ?? 0), 0);
  const need =
    enough === 0 ? 'no metric has a value on both sides' : `need at least ${enough} seeds per side`;
  return `Cannot tell whether ${second.label} is worse than ${first.label}: ${need}.`;
}

export function sentenceOf(verdict: Comparison['verdict'], told: Told): string {
  const { first, second, classes, metrics } = told;
  const worse = metricsThatAre('worse', metrics).map(
    (metric) => `${metric.title}${inGroup(metric.group, told)} is ${changeInWords(metric)}`,
  );
  const found = classesInWords(
    classes.filter(({ isViolation, status }) => isViolation && (status === 'new' || status === 'more-often')),
    told,
  );
  if (verdict === 'violations') {
    const slower = worse.length === 0 ? '' : `; and it is slower: ${listed(worse)}`;
    return `${second.label} has violations that ${first.label} has not: ${listed(found)}${slower}.`;
  }
  if (verdict === 'regression') return `${second.label} is worse than ${first.label}: ${listed(worse)}.`;
  if (verdict === 'too-small') return tooSmall(told);
  const better = metricsThatAre('better', metrics).map(
    (metric) => `${metric.title}${inGroup(metric.group, told)} is ${changeInWords(metric)}`,
  );
  const open = metrics.filter(({ status }) => status === 'unclear').length;
  const unclear = open === 0 ? '' : ` ${open} of ${metrics.length} metrics stay unclear.`;
  return better.length === 0
    ? `${second.label} is no worse than ${first.label} in anything that could be told.${unclear}`
    : `${second.label} is better than ${first.label}: ${listed(better)}.${unclear}`;
}
