// The ready files for CI run what docs/running-in-ci.md shows, whose commands are run by the end-to-end tests.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseSeed } from '../../src/plan/seed.ts';
import { readSuite } from '../../src/plan/suite/read-suite.ts';
import { documentedCommands } from '../e2e/documented-commands.ts';
import { repositoryRoot } from '../tidy/source-files.ts';

const documented = documentedCommands('docs/running-in-ci.md').map(({ written }) => written);
const files = ['docs/ci/github-actions.yml', 'docs/ci/gitlab-ci.yml'];
const textOf = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');

/** What differs from one machine or service to the other, as the page shows it. */
function asDocumented(command: string): string {
  return command
    .replace('${{ matrix.shard }}/4', '1/4')
    .replace('$CI_NODE_INDEX/$CI_NODE_TOTAL', '1/4')
    .replace('results/shard-$CI_NODE_INDEX.xml', 'results/shard.xml')
    .replace('--seed ${{ needs.day.outputs.seed }}', '--seed "$(date -u +%y%j000)"')
    .replace('date -u -d "$CI_PIPELINE_CREATED_AT"', 'date -u')
    .replace('suite merge results', 'suite merge shards')
    .replace('--world namespaces', '--world docker')
    .replace('results/namespaces.xml', 'results/containers.xml');
}

test.each(files)('%s runs documented commands', (file) => {
  const commands = [...textOf(file).matchAll(/\.\/ordeal (?:run|suite) .*$/gm)].map(([command]) => command);
  expect(commands).toHaveLength(3);
  for (const command of commands) expect(documented).toContain(asDocumented(command));
});

test.each(files)('%s is plain YAML', (file) => {
  expect(parse(textOf(file))).toBeTypeOf('object');
  for (const line of textOf(file).split('\n')) {
    expect(line, 'tabs').not.toContain('\t');
    // A colon and a space, or a space and a number sign, would end a plain value.
    const command = /\.\/ordeal .*$/.exec(line)?.[0] ?? '';
    expect(command).not.toMatch(/: | #/);
    expect(line.search(/\S|$/) % 2, `indentation of ${line}`).toBe(0);
  }
});

test('as many machines run shards as there are, and their results are put together whatever they came to', () => {
  const github = textOf('docs/ci/github-actions.yml');
  const shards = /shard: \[(.*)\]/.exec(github)?.[1]?.split(', ') ?? [];
  expect(shards).toEqual(['1', '2', '3', '4']);
  expect(github).toContain(`--shard \${{ matrix.shard }}/${shards.length} `);
  expect(github).toMatch(/needs: shard\n {4}if: \$\{\{ !cancelled\(\) \}\}/);
  expect(textOf('docs/ci/gitlab-ci.yml')).toMatch(/when: always\n {2}needs:\n {4}- ordeal shard/);
});

test('the first seed is the date, taken once, and two nights share no seed', async () => {
  const { definition } = await readSuite(join(repositoryRoot, 'docs/ci/suite.yaml'));
  const seeds = definition.jobs.map(({ matrix }) => Number(matrix.seeds));
  const firstOf = async (time: string): Promise<number> => {
    const { stdout } = await execa('date', ['-u', '-d', time, '+%y%j000']);
    return parseSeed(stdout)?.number ?? Number.NaN;
  };
  const nights = await Promise.all(
    ['2026-11-30T23:59:00Z', '2026-12-01T00:01:00Z', '2026-12-31T02:17:00Z', '2027-01-01T02:17:00Z'].map(
      firstOf,
    ),
  );
  expect(nights).toEqual([26334000, 26335000, 26365000, 27001000]);
  for (const count of seeds) expect(count).toBeLessThanOrEqual(1000);
  for (const file of files) expect(textOf(file)).not.toContain('rev-parse');
  expect(textOf('docs/ci/github-actions.yml').match(/date -u/g)).toHaveLength(1);
});

test('the suite that they run is one, with a broken build that has to be caught', async () => {
  const { definition } = await readSuite(join(repositoryRoot, 'docs/ci/suite.yaml'));
  expect(definition.canaries).toHaveLength(1);
  for (const file of files) expect(textOf(file)).toContain('./ordeal suite docs/ci/suite.yaml ');
});
