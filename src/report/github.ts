// What GitHub Actions shows of a job: annotations, which are lines in its log, and a summary in Markdown.

import { stripVTControlCharacters } from 'node:util';
import { formatValue } from './format.ts';
import { terminalText } from './terminal-text.ts';
import type { TestCase, TestSuite } from './test-cases.ts';

/** GitHub shows ten errors of a step and drops the rest. */
const mostAnnotations = 10;
/** What one step may add to the summary, in bytes of UTF-8; more of it, and nothing is shown. */
export const mostSummaryBytes = 1024 * 1024;
const mostRows = 200;
const longestStory = 4000;

function annotationText(text: string): string {
  return terminalText(text).replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function annotationProperty(text: string): string {
  return annotationText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A workflow command for each case that did not pass, as far as they are shown. */
export function annotationLines(suites: readonly TestSuite[]): readonly string[] {
  const bad = suites.flatMap((suite) =>
    suite.cases.filter(({ end }) => end !== 'passed').map((one) => ({ suite, one })),
  );
  const shown = bad.length > mostAnnotations ? bad.slice(0, mostAnnotations - 1) : bad;
  const lines = shown.map(({ suite, one }) => {
    const details = formatValue(one.details.join('\n'), longestStory);
    return `::error title=${annotationProperty(`${suite.name}: ${one.name}`)}::${annotationText(details)}`;
  });
  const left = bad.length - shown.length;
  return left === 0 ? lines : [...lines, `::error title=ordeal::${left} more are in the job summary.`];
}

/** Text in a table or a heading, none of it taken for Markdown or HTML. */
function inline(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_{}[\]()#+!|~>@:]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text as it stands, in a fence longer than any in it. */
function fenced(text: string): readonly string[] {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return [`${fence}text`, stripVTControlCharacters(text), fence];
}

const words: Readonly<Record<TestCase['end'], string>> = {
  passed: '✅ passed',
  failed: '❌ failed',
  error: '⚠️ no result',
};

function sectionOf({ name, properties, cases, notes, seconds }: TestSuite): string {
  const bad = cases.filter(({ end }) => end !== 'passed');
  const passed = cases.length - bad.length;
  const rows = [...bad, ...cases.filter(({ end }) => end === 'passed')].slice(0, mostRows);
  const left = cases.length - rows.length;
  const facts = Object.entries(properties).filter(([fact]) => fact !== 'again');
  return [
    `## ${bad.length === 0 ? '✅' : '❌'} ${inline(name)}`,
    '',
    `${passed} of ${cases.length} passed, ${seconds.toFixed(1)} s. ${facts.map(([fact, value]) => `${inline(fact)} ${inline(formatValue(value, 200))}`).join(' · ')}`,
    '',
    '| | | |',
    '|---|---|---|',
    ...rows.map(
      (one) => `| ${inline(one.name)} | ${words[one.end]} | ${inline(formatValue(one.message, 500))} |`,
    ),
    ...(left === 0 ? [] : ['', `${left} more cases are not shown.`]),
    ...bad
      .slice(0, mostAnnotations)
      .flatMap((one) => [
        '',
        `<details><summary>${inline(one.name)}</summary>`,
        '',
        ...fenced(formatValue(one.details.join('\n'), longestStory)),
        '',
        '</details>',
      ]),
    ...(notes.length === 0 ? [] : ['', ...fenced(notes.join('\n'))]),
    '',
    '',
  ].join('\n');
}

/**
 * The summary of all suites: whole sections, those with failures first, as many as there is room for.
 * @param roomBytes what may still be added
 */
export function jobSummary(suites: readonly TestSuite[], roomBytes: number): string {
  const isBad = ({ cases }: TestSuite): boolean => cases.some(({ end }) => end !== 'passed');
  const ordered = [...suites.filter(isBad), ...suites.filter((suite) => !isBad(suite))];
  const closing = (left: number): string => `${left} more sections do not fit here.\n`;
  const sections: string[] = [];
  let used = Buffer.byteLength(closing(ordered.length));
  for (const suite of ordered) {
    const section = sectionOf(suite);
    used += Buffer.byteLength(section);
    if (used > roomBytes) break;
    sections.push(section);
  }
  const left = ordered.length - sections.length;
  const text = sections.join('') + (left === 0 ? '' : closing(left));
  return Buffer.byteLength(text) <= roomBytes ? text : '';
}
