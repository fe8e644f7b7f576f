// The page as text: what comes first, what is in it, and that nothing of a run becomes markup.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { pageAssets } from '../../../src/report/page/page-assets.ts';
import { renderPage } from '../../../src/report/page/render-page.ts';
import { plan, progressOf, resultsOf, runOf, staleRead, writeSkew } from './saved-runs.ts';

const assets = await pageAssets('run');

const headingsOf = (page: string): readonly string[] =>
  [...page.matchAll(/<h[12][^>]*>(.*?)<\/h[12]>/g)].map(([, text = '']) =>
    text.replaceAll(/<[^>]*>/g, '').trim(),
  );

describe('the page of a failing run', () => {
  test('begins with the verdict and ends with how to see it again', async () => {
    const page = renderPage(await runOf(staleRead, ['linearizable']), assets);
    expect(headingsOf(page)).toEqual([
      '✕ VIOLATION: a guarantee was violated: linearizable.',
      'Verdicts',
      'What broke',
      'Latency, throughput and faults',
      'Availability and recovery',
      'The failure window',
      'Leaders and elections',
      'Files',
      'See it again',
    ]);
    expect(page).toContain('Key 1 is not linearizable');
    expect(page).toContain('./ordeal replay register/2026-11-21T00-00-00.000Z');
  });

  test('draws the cycle of transactions and tells its steps', async () => {
    const page = renderPage(await runOf(writeSkew, ['list-append']), assets);
    expect(page).toContain('<svg viewBox="0 0 640 640"');
    expect(page).toMatch(/<li><span class="edge">rw<\/span> [^<]+<\/li>/);
  });
});

test('faults that were not seen to take effect stand out, and so do clocks that were off', async () => {
  const coverage = {
    package: 'kill',
    f: 'kill',
    kind: '',
    target: '<b>leader</b>',
    injected: 3,
    nothingToHit: 0,
    effectSeen: 2,
    ended: 2,
    seenToEnd: 2,
    figures: { processes: 2 },
    inFlight: { least: 1, most: 9 },
    inFlightOnHosts: null,
    leaderHit: 1,
    leaderNotHit: 1,
    leaderUnknown: 1,
  };
  const never = { ...coverage, target: 'all', injected: 0, effectSeen: 0, seenToEnd: 0 };
  const results = resultsOf([], { faultCoverage: [coverage, never] });
  const progress = [progressOf(1, { clocksMs: { n1: -20, n2: 0 } })];
  const page = renderPage(await runOf(staleRead, [], { results, progress }), assets);
  expect(headingsOf(page)).toEqual(
    expect.arrayContaining(['Fault coverage', 'Leases, log positions and clocks']),
  );
  expect(page).toContain('✕ 2 of 3');
  expect(page).toContain('1 of 2');
  expect(page).toContain('! never injected');
  expect(page).toContain('&lt;b&gt;leader&lt;/b&gt;');
  expect(page).toContain('−20 ms at 1.000 s');
});

test('the page of a passing run has no failure in it', async () => {
  const page = renderPage(await runOf(staleRead.slice(0, 2), ['linearizable']), assets);
  expect(headingsOf(page)).toContain('✓ Valid: no guarantee was violated.');
  expect(page).not.toMatch(/id="(anomaly|window)"/);
});

test('commands to copy are safe to paste, whatever the folder is called', async () => {
  const page = renderPage(await runOf(staleRead, [], { time: '$(reboot); x' }), assets);
  expect(page).toContain('./ordeal replay &#39;register/$(reboot); x&#39;');
});

test('a run that was cut off has a page that says so', async () => {
  const page = renderPage(await runOf(staleRead, [], { results: null }), assets);
  expect(headingsOf(page)[0]).toContain('Not judged');
});

test('a run in which nothing happened has a page', async () => {
  const input = await runOf([], [], { results: resultsOf([], { phases: [], faults: [] }), logs: [] });
  expect(renderPage(input, assets)).toContain('No client did anything.');
});

test('the browser may run this script and use this style sheet, and nothing else', async () => {
  const page = renderPage(await runOf(staleRead, ['linearizable']), assets);
  const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
  const hash = createHash('sha256').update(script).digest('base64');
  expect(page).toContain(
    `content="default-src &#39;none&#39;; script-src &#39;sha256-${hash}&#39;; style-src`,
  );
  expect(page).not.toMatch(/\son\w+="|style="|javascript:|<link|<iframe|<img|src=/);
});

test('whatever is in names, keys, values, errors and logs stays text', async () => {
  const evil = `</script><script>x()</script><img src=x onerror=x()>'"\`<!--`;
  const steps = staleRead.map((step) => ({ ...step, key: evil, error: evil, node: evil }));
  const input = await runOf(steps, ['linearizable']);
  const verdicts = (input.results?.verdicts ?? []).map((verdict) => ({
    ...verdict,
    checker: evil,
    reason: evil,
  }));
  const [fault] = resultsOf([]).faults;
  const faults = fault === undefined ? [] : [{ ...fault, package: evil, description: evil, hosts: [evil] }];
  const line = JSON.stringify({ time: '2026-11-21T00:00:01.100Z', level: evil, event: evil, [evil]: evil });
  const page = renderPage(
    {
      ...input,
      name: evil,
      time: evil,
      plan: { ...plan, workload: evil, version: evil, nemesis: [evil] },
      results: resultsOf(verdicts, { faults, problems: [evil], traceHash: evil }),
      logs: [{ node: evil, lines: [line], left: 0 }],
    },
    assets,
  );
  expect(page.match(/<script/g)).toHaveLength(2);
  expect(page.match(/<\/script/g)).toHaveLength(2);
  expect(page).not.toMatch(/<img|<!--/);
});
