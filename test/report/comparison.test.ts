// A comparison for people: on a terminal, and as a page in which nothing of a run becomes markup.

import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { compareSides } from '../../src/compare/compare-sides.ts';
import { changeText, comparisonLines, statusText, valueText } from '../../src/report/comparison.ts';
import { renderComparisonPage } from '../../src/report/page/comparison-page.ts';
import { createScreen } from '../../src/report/screen.ts';
import { runsOf, sideOf } from '../compare/runs.ts';

const screen = createScreen(new Writable(), { NO_COLOR: '1' });
const hostile = '<img src=x onerror=alert(1)>';
const all = { only: null, margins: new Map<string, number>() };
const comparison = compareSides(
  sideOf('v1', runsOf(1, 30)),
  sideOf(hostile, runsOf(1, 30, { latencyMs: 7, failing: { name: `set: ${hostile}`, every: 10 } })),
  all,
);

describe('lines', () => {
  const text = comparisonLines(comparison, screen).join('\n');
  test('say what is new and what is worse, with intervals', () => {
    expect(text).toMatch(/set: .* {2}0 of 30 \(0 to 12 %\) {2}3 of 30 \(2 to 27 %\) {2}new/);
    expect(text).toMatch(/latency p50 .* \+\d+\.\d % .* to .* worse/);
    expect(text).toContain('30 pairs of one seed each');
  });
  test('have signs, units and a word for what is open', () => {
    expect(changeText(0.9, 'ratio')).toBe('-10.0 %');
    expect(changeText(-1.5, 'points')).toBe('-1.50 points');
    expect(changeText(null, 'milliseconds')).toBe('…');
    expect(valueText(99.5, '%')).toBe('99.50 %');
    expect(statusText({ status: 'unclear', enoughSeeds: 1200 })).toBe('unclear: need about 1,200 seeds');
  });
});

describe('what was compared', () => {
  const harness = {
    commit: 'a'.repeat(40),
    changes: '2 files, digest 0123456789ab',
    node: '20.19.0',
    machine: 'm1',
  };
  const origin = {
    startedAt: '2026-11-30T02:00:00.000Z',
    versions: { anvil: 'current', commit: 'b'.repeat(40), bundle: 'x' },
  };
  const runs = runsOf(1, 3, { failing: { name: 'linearizable', every: 2 } }).map((run) => ({
    ...run,
    run: `/results/register/t${run.seed}`,
  }));
  const first = { ...sideOf('v1', runsOf(1, 3)), origins: [{ ...origin, harness }] };
  const second = {
    ...sideOf('v2', runs),
    origins: [
      { ...origin, harness: { ...harness, commit: null, changes: null } },
      { ...origin, startedAt: '2026-12-01T02:00:00.000Z', harness: null },
    ],
  };
  const known = compareSides(first, second, all);
  test('is named by date, commit and what no commit holds', () => {
    expect(known.notes).toContain('Both sides ran the same build.');
    const text = comparisonLines(known, screen).join('\n');
    expect(text).toContain('build current, commit bbbbbbbbbbbb');
    expect(text).toContain('Ordeal commit aaaaaaaaaaaa with changes (2 files, digest 0123456789ab)');
    expect(text).toContain('run 2026-11-30T02:00:00.000Z to 2026-12-01T02:00:00.000Z');
    expect(text).toContain('Ordeal not of a git checkout');
  });
  test('leads from the page to the runs that fail, where they have one', () => {
    const linkOf = (run: string) => (run.endsWith('t1') ? '../register/t1/report.html' : null);
    const page = renderComparisonPage(known, { style: '' }, linkOf);
    expect(page).toContain('<a href="../register/t1/report.html">register/t1</a>');
    expect(page).toContain('register/t3 ');
    expect(page).toContain('register in sim: partition, kill; 3 nodes, 6 clients, 100/s for 4 s');
  });
  test('on other machines is told where the machine is real', () => {
    const real = (side: typeof first, machine: string) => ({
      ...side,
      groups: side.groups.map((group) => ({ ...group, plan: { ...group.plan, world: 'docker' as const } })),
      origins: [{ ...origin, harness: { ...harness, machine } }],
    });
    const notes = (machine: string) =>
      compareSides(real(first, 'm1'), real(first, machine), all).notes.join(' ');
    expect(notes('m2')).toContain('They ran on different machines (m1; m2)');
    expect(notes('m1')).not.toContain('different machines');
    expect(known.notes.join(' ')).not.toContain('different machines');
  });
});

describe('the page', () => {
  const page = renderComparisonPage(comparison, { style: 'p{}' });
  test('lets nothing of a run become markup, and may load and run nothing', () => {
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;img');
    expect(page).toContain('default-src &#39;none&#39;');
    expect(page).not.toContain('<script');
  });
  test('has a heading, a sign beside its colour, and a drawing with words for each metric', () => {
    expect(page).toMatch(/<header class="bad">[^]*<h1><span class="sign" aria-hidden="true">✕/);
    expect(page.match(/<svg role="img" aria-label="/g)).toHaveLength(comparison.metrics.length);
    expect(page).toMatch(/aria-label="latency p50: \+\d+\.\d %, between \+\d/);
  });
});
