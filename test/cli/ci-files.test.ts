// The ready files for CI run what docs/running-in-ci.md shows, whose commands are run by the end-to-end tests.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentedCommands } from '../e2e/documented-commands.ts';
import { repositoryRoot } from '../tidy/source-files.ts';

const documented = documentedCommands('docs/running-in-ci.md').map(({ written }) => written);

test.each(['docs/ci/github-actions.yml', 'docs/ci/gitlab-ci.yml'])('%s runs documented commands', (file) => {
  const text = readFileSync(join(repositoryRoot, file), 'utf8');
  const commands = [...text.matchAll(/\.\/ordeal run .*$/gm)].map(([command]) => command);
  expect(commands).toHaveLength(3);
  for (const command of commands)
    expect(documented).toContain(
      command
        .replace('--world namespaces', '--world docker')
        .replace('results/namespaces.xml', 'results/containers.xml'),
    );
});

test.each(['docs/ci/github-actions.yml', 'docs/ci/gitlab-ci.yml'])('%s is plain YAML', (file) => {
  for (const line of readFileSync(join(repositoryRoot, file), 'utf8').split('\n')) {
    expect(line, 'tabs').not.toContain('\t');
    // A colon and a space, or a space and a number sign, would end a plain value.
    const command = /\.\/ordeal .*$/.exec(line)?.[0] ?? '';
    expect(command).not.toMatch(/: | #/);
    expect(line.search(/\S|$/) % 2, `indentation of ${line}`).toBe(0);
  }
});
