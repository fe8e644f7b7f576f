// Test cases as JUnit XML, in the dialect that Jenkins, GitLab and GitHub's reporters agree on. The details are in the body of
// a failure: GitLab shows nothing of the attributes but names.

import { stripVTControlCharacters } from 'node:util';
import { formatValue } from './format.ts';
import type { TestCase, TestSuite } from './test-cases.ts';

const longestMessage = 500;
const longestDetails = 20_000;

/** Characters that XML 1.0 cannot hold in any form, lone surrogates among them. */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

function bodyText(text: string): string {
  const clean = stripVTControlCharacters(formatValue(text, longestDetails)).replace(forbidden, '\u{FFFD}');
  return clean.replace(/[&<>\r]/g, (character) => entities[character] ?? '');
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => {
      const clean = stripVTControlCharacters(String(value)).replace(forbidden, '\u{FFFD}');
      return ` ${name}="${clean.replace(/[&<>"\t\n\r]/g, (character) => entities[character] ?? '')}"`;
    })
    .join('');
}

/** Whole documents for all suites together. */
export function junitXml(suites: readonly TestSuite[]): string {
  const cases = suites.flatMap((suite) => suite.cases);
  const seconds = suites.reduce((sum, suite) => sum + suite.seconds, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'ordeal', ...counts(cases), time: seconds.toFixed(3) })}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function counts(cases: readonly TestCase[]): Readonly<Record<string, number>> {
  const failures = cases.filter(({ end }) => end === 'failed').length;
  const errors = cases.filter(({ end }) => end === 'error').length;
  return { tests: cases.length, failures, errors, skipped: 0 };
}

function suiteLines(suite: TestSuite): readonly string[] {
  const { name, startedAt, seconds, properties, cases, notes } = suite;
  // Without a time zone, as the schemas want it.
  const timestamp = startedAt.replace(/(\.\d+)?Z$/, '');
  const head = { name, ...counts(cases), time: seconds.toFixed(3), timestamp };
  const facts = Object.entries(properties).map(
    ([fact, value]) =>
      `      <property${attributes({ name: fact, value: formatValue(value, longestMessage) })}/>`,
  );
  return [
    `  <testsuite${attributes(head)}>`,
    ...(facts.length === 0 ? [] : ['    <properties>', ...facts, '    </properties>']),
    ...cases.flatMap((one) => caseLines(name, one)),
    ...(notes.length === 0 ? [] : [`    <system-out>${bodyText(notes.join('\n'))}</system-out>`]),
    '  </testsuite>',
  ];
}

function caseLines(suite: string, { name, end, message, details, seconds }: TestCase): readonly string[] {
  const head = `    <testcase${attributes({ classname: suite, name, time: seconds.toFixed(3) })}`;
  if (end === 'passed') return [`${head}/>`];
  const element = end === 'failed' ? 'failure' : 'error';
  const why = attributes({ message: formatValue(message, longestMessage), type: end });
  return [
    `${head}>`,
    `      <${element}${why}>${bodyText(details.join('\n'))}</${element}>`,
    '    </testcase>',
  ];
}
