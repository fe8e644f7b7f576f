// When replicas count as one: the same position everywhere, and one state at one position.

import { expect, test } from 'vitest';
import { convergenceOf } from '../../src/runner/replica-convergence.ts';
import type { NodeReport } from '../../src/worlds/world.ts';

const report = (node: string, position: number, stateHash: string): NodeReport => ({
  node,
  role: 'follower',
  leader: 'n1',
  serving: true,
  applied: { position, stateHash },
  raw: null,
});

test('the same state at the same position', () => {
  const reports = [report('n1', 9, 'a'), report('n2', 9, 'a'), report('n3', 9, 'a')];
  expect(convergenceOf(reports)).toEqual({ kind: 'agreed' });
});

test('a replica that is behind may have another state there', () => {
  expect(convergenceOf([report('n1', 9, 'a'), report('n2', 9, 'a'), report('n3', 7, 'b')])).toEqual({
    kind: 'behind',
    nodes: ['n3'],
    message: 'n3 (applied 7) did not catch up to 9',
  });
});

test('two states at one position are apart for good, whatever the others have applied', () => {
  expect(convergenceOf([report('n1', 9, 'a'), report('n2', 7, 'b'), report('n3', 9, 'c')])).toEqual({
    kind: 'apart',
    nodes: ['n1', 'n3'],
    message: 'n1 and n3 hold different states though both have applied everything up to 9',
  });
});

test('a database that does not tell, or a node that does not answer, is not judged', () => {
  const { applied: _, ...silent } = report('n2', 7, 'b');
  expect(convergenceOf([report('n1', 9, 'a'), silent, null])).toEqual({ kind: 'agreed' });
});
