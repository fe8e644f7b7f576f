// What GitHub Actions is told: at most ten annotations, escaped as its runner reads them, and a summary that fits.

import { expect, test } from 'vitest';
import { annotationLines, jobSummary, mostSummaryBytes } from '../../src/report/github.ts';
import type { TestCase, TestSuite } from '../../src/report/test-cases.ts';

function suiteOf(cases: readonly Partial<TestCase>[], name = 'ordeal register sim'): TestSuite {
  return {
    ...{ name, startedAt: '2030-01-01T00:00:00Z', seconds: 61.2, properties: { seed: '7' }, notes: [] },
    cases: cases.map((one) => ({
      ...({ name: 'linearizable', end: 'passed', message: '', details: [], seconds: 0 } as const),
      ...one,
    })),
  };
}

test('a failure is an error line: percent signs and line ends escaped, colons and commas in the title too', () => {
  const details = ['50 % of reads: stale, all', '\u001b[31m#7\u001b[39m\r', '::warning::no'];
  expect(
    annotationLines([suiteOf([{ end: 'failed', name: 'a:b,c%', message: 'stale', details }, {}])]),
  ).toEqual([
    String.raw`::error title=ordeal register sim%3A a%3Ab%2Cc%25::50 %25 of reads: stale, all%0A\u001b[31m#7\u001b[39m\r%0A::warning::no`,
  ]);
});

test('all is well: no annotation', () => {
  expect(annotationLines([suiteOf([{}])])).toEqual([]);
});

test('of many failures ten lines are shown, the last of which counts the rest', () => {
  const bad = (count: number): TestSuite =>
    suiteOf(Array.from({ length: count }, () => ({ end: 'error' as const, details: ['x'] })));
  expect(annotationLines([bad(10)])).toHaveLength(10);
  const lines = annotationLines([bad(6), bad(6)]);
  expect(lines).toHaveLength(10);
  expect(lines.at(-1)).toBe('::error title=ordeal::3 more are in the job summary.');
});

test('the summary is a section for each run, and nothing in it is taken for Markdown or HTML', () => {
  const message = '<img src=x> | a|b `c`\n**bold** @someone [x](http://y)';
  const details = ['```', '<b>', '````'];
  const text = jobSummary([suiteOf([{ end: 'failed', message, details }])], mostSummaryBytes);
  const row = text.split('\n').find((line) => line.startsWith('| linearizable'));
  expect(row).toBe(
    '| linearizable | ❌ failed | &lt;img src=x&#62; &#124; a&#124;b &#96;c&#96; &#42;&#42;bold&#42;&#42; &#64;someone &#91;x&#93;&#40;http&#58;//y&#41; |',
  );
  expect(text).toContain('\n`````text\n```\n<b>\n````\n`````\n');
});

test('a summary never takes more room than there is; failures come first', () => {
  const suites = [
    suiteOf([{}], 'good'),
    ...Array.from({ length: 2000 }, (_, index) =>
      suiteOf([{ end: 'failed', message: 'ä'.repeat(400), details: ['ü'.repeat(900)] }], `bad ${index}`),
    ),
  ];
  const text = jobSummary(suites, mostSummaryBytes);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(mostSummaryBytes);
  expect(Buffer.byteLength(text)).toBeGreaterThan(mostSummaryBytes / 2);
  expect(text.startsWith('## ❌ bad 0')).toBe(true);
  expect(text).toMatch(/\d+ more sections do not fit here\.\n$/);
  expect(jobSummary(suites, 10)).toBe('');
});
