// What readers of JUnit files expect, after the schema that Jenkins publishes.

import { expect } from 'vitest';
import { z } from 'zod';
import type { XmlElement } from './xml.ts';

const seconds = z.string().regex(/^\d+\.\d{3}$/);
const count = z.string().regex(/^\d+$/);
const named = z.string().min(1);
const totals = { name: named, tests: count, failures: count, errors: count, skipped: count, time: seconds };

/** What each element may have, after the schema that Jenkins publishes: its attributes and its children. */
const schema: Readonly<Record<string, { attributes: z.ZodType; children: readonly string[] }>> = {
  testsuites: { attributes: z.strictObject(totals), children: ['testsuite'] },
  testsuite: {
    attributes: z.strictObject({
      ...totals,
      timestamp: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
    }),
    children: ['properties', 'testcase', 'system-out'],
  },
  properties: { attributes: z.strictObject({}), children: ['property'] },
  property: { attributes: z.strictObject({ name: named, value: z.string() }), children: [] },
  testcase: {
    attributes: z.strictObject({ classname: named, name: named, time: seconds }),
    children: ['failure', 'error'],
  },
  failure: { attributes: z.strictObject({ message: z.string(), type: named }), children: [] },
  error: { attributes: z.strictObject({ message: z.string(), type: named }), children: [] },
  'system-out': { attributes: z.strictObject({}), children: [] },
};

/** Throws where a document is none that readers of JUnit files expect. */
export function requireJunit({ name, attributes, children, text }: XmlElement): void {
  const rule = schema[name];
  if (rule === undefined) throw new Error(`unknown element ${name}`);
  rule.attributes.parse(attributes);
  const order = children.map((child) => rule.children.indexOf(child.name));
  expect(order.includes(-1), `children of ${name}`).toBe(false);
  expect(order, `order in ${name}`).toEqual(order.toSorted((left, right) => left - right));
  if (rule.children.length > 0) expect(text.trim()).toBe('');
  for (const child of children) requireJunit(child);
}
