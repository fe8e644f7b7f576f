// JUnit files: well-formed whatever stands in them, of the form that their readers expect, and never kinder than the runs.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { junitXml } from '../../src/report/junit.ts';
import type { TestCase, TestSuite } from '../../src/report/test-cases.ts';
import { requireJunit } from './junit-schema.ts';
import { parseXml, type XmlElement } from './xml.ts';

function elements(root: XmlElement, name: string): readonly XmlElement[] {
  return [...(root.name === name ? [root] : []), ...root.children.flatMap((child) => elements(child, name))];
}

function suiteOf(cases: readonly Partial<TestCase>[], changes: Partial<TestSuite> = {}): TestSuite {
  return {
    name: 'ordeal register sim',
    startedAt: '2030-01-01T00:00:00.123Z',
    seconds: 61.2345,
    properties: { seed: '7' },
    notes: ['Fault coverage'],
    cases: cases.map((one) => ({
      ...({ name: 'linearizable', end: 'passed', message: '', details: [], seconds: 0 } as const),
      ...one,
    })),
    ...changes,
  };
}

test('verdicts are cases: passed, failed and those without a result', () => {
  const details = ['A read saw 3 < 4 & "more".', '#7 read'];
  const xml = junitXml([
    suiteOf([
      { name: 'set' },
      { end: 'failed', message: 'A read saw 3 < 4.', details },
      { name: 'run-validity', end: 'error', message: 'Invalid run.', details: ['Invalid run.'] },
    ]),
    suiteOf([{ name: 'bank' }], { properties: {}, notes: [] }),
  ]);
  const root = parseXml(xml);
  requireJunit(root);
  expect(root.attributes).toMatchObject({ tests: '4', failures: '1', errors: '1', time: '122.469' });
  expect(elements(root, 'testsuite')[0]?.attributes).toMatchObject({
    tests: '3',
    failures: '1',
    errors: '1',
    timestamp: '2030-01-01T00:00:00',
  });
  expect(elements(root, 'failure')[0]?.text).toBe(details.join('\n'));
  expect(elements(root, 'error')[0]?.attributes['message']).toBe('Invalid run.');
});

test('control characters, colours, lone surrogates and ends of sections do no harm', () => {
  const details = ['\u001b[31mred\u001b[39m \u0000\u0008\uffff \ud800 ]]> </failure> \r\n 😀'];
  const root = parseXml(junitXml([suiteOf([{ end: 'failed', message: 'a\tb\nc"', details }])]));
  requireJunit(root);
  const [failure] = elements(root, 'failure');
  expect(failure?.text).toBe('red \ufffd\ufffd\ufffd \ufffd ]]> </failure> \r\n 😀');
  expect(failure?.attributes['message']).toBe('a\tb\nc"');
});

const text = fc.string({ unit: 'binary', maxLength: 30 });
const oneCase = fc.record({
  name: text.map((name) => `case ${name}`),
  end: fc.constantFrom('passed', 'failed', 'error'),
  message: text,
  details: fc.array(text, { maxLength: 3 }),
  seconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
});

test('any text whatever gives a well-formed document of the right form', () => {
  fc.assert(
    fc.property(fc.array(oneCase, { maxLength: 5 }), text, text, (cases, fact, note) => {
      const suite = suiteOf(cases, { name: `suite ${fact}`, properties: { fact }, notes: [note] });
      const root = parseXml(junitXml([suite]));
      requireJunit(root);
      expect(elements(root, 'testcase')).toHaveLength(cases.length);
    }),
    { numRuns: 300 },
  );
});

test('a details without end is cut', () => {
  const xml = junitXml([suiteOf([{ end: 'failed', message: 'm'.repeat(1e5), details: ['s'.repeat(1e6)] }])]);
  requireJunit(parseXml(xml));
  expect(xml.length).toBeLessThan(25_000);
});
