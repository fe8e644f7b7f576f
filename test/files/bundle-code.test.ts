// Bundling outlives the process of the bundler, which Ctrl-C ends.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryPath } from '../../src/cli/repository.ts';

test('code is bundled after the process of the bundler was killed', () => {
  const script = join(mkdtempSync(join(tmpdir(), 'ordeal-bundle-')), 'twice.mts');
  writeFileSync(
    script,
    `import { readdirSync, readFileSync } from 'node:fs';
import { bundleCode } from ${JSON.stringify(repositoryPath('src/files/bundle-code.ts'))};
const bundle = () => bundleCode({ stdin: { contents: 'export const one = 1;' }, format: 'esm' });
const stateOf = (pid) => { try { return readFileSync('/proc/' + pid + '/stat', 'utf8').split(') ')[1]; } catch { return 'Z'; } };
await bundle();
const own = readdirSync('/proc').filter((pid) => /^\\d+$/.test(pid) && stateOf(pid).split(' ')[1] === String(process.pid));
for (const pid of own) process.kill(Number(pid), 'SIGINT');
while (own.some((pid) => !stateOf(pid).startsWith('Z'))) await new Promise((resolve) => setTimeout(resolve, 10));
const { outputFiles } = await bundle();
console.log(own.length > 0, outputFiles[0].text.includes('one'));
`,
  );
  const output = execFileSync(process.execPath, ['--import', 'tsx', script], {
    cwd: repositoryPath('.'),
    encoding: 'utf8',
  });
  expect(output).toBe('true true\n');
});
