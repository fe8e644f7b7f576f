// Completion, asked by the shells themselves where they are installed.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { ordeal } from './ordeal.ts';

const timeout = 120_000;

async function hasShell(shell: string): Promise<boolean> {
  const { exitCode } = await execa(shell, ['-c', 'exit 0'], { reject: false });
  if (exitCode !== 0) process.stderr.write(`skipped: ${shell} is not installed\n`);
  return exitCode === 0;
}

async function scriptFor(shell: string): Promise<string> {
  const { stdout, exitCode } = await ordeal(['completion', shell]);
  expect(exitCode).toBe(0);
  const file = join(mkdtempSync(join(tmpdir(), 'ordeal-completion-')), `ordeal.${shell}`);
  writeFileSync(file, `${stdout}\n`);
  return file;
}

/** What each shell offers for a line that is being typed. */
const asking = {
  bash: async (file: string, words: readonly string[]) => {
    const script = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ordeal; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await execa('bash', ['--norc', '-c', script, file, ...words], { cwd: tmpdir() });
    return stdout.split('\n');
  },
  zsh: async (file: string, words: readonly string[]) => {
    const script = `compdef() { : }; compadd() { shift; print -l -- $@ }; _files() { : }
source "$0"; words=("$@"); CURRENT=$#; _ordeal`;
    const { stdout } = await execa('zsh', ['-f', '-c', script, file, ...words], { cwd: tmpdir() });
    return stdout.split('\n').filter((word) => word.startsWith(words.at(-1) ?? ''));
  },
  fish: async (file: string, words: readonly string[]) => {
    const script = `source ${file}; complete -C '${words.join(' ')}'`;
    const { stdout } = await execa('fish', ['--no-config', '-c', script], { cwd: tmpdir() });
    return stdout.split('\n').map((line) => line.split('\t')[0] ?? '');
  },
} as const;

for (const shell of ['bash', 'zsh', 'fish'] as const) {
  const installed = await hasShell(shell);
  test.skipIf(!installed)(`${shell} completes commands, options and names`, { timeout }, async () => {
    const file = await scriptFor(shell);
    const { stderr } = await execa(shell, shell === 'fish' ? ['--no-execute', file] : ['-n', file]);
    expect(stderr).toBe('');
    const offered = (...words: readonly string[]) => asking[shell](file, ['ordeal', ...words]);
    expect(await offered('r')).toEqual(expect.arrayContaining(['run', 'replay', 'report']));
    expect(await offered('run', '--w')).toEqual(['--world']);
    expect(await offered('run', '--world', 'n')).toEqual(['namespaces']);
    expect(await offered('run', '--nemesis', 'part')).toContain('partition');
    expect(await offered('run', 'regis')).toContain('register');
    expect(await offered('suite', 'merge', '--j')).toEqual(expect.arrayContaining(['--json', '--junit']));
    expect(await offered('suite', 'merge', '--sh')).not.toContain('--shard');
    expect(await offered('suite', '--sh')).toEqual(['--shard']);
    expect(await offered('cluster', 'st')).toEqual(expect.arrayContaining(['status', 'start']));
    expect(await offered('cluster', 'k')).not.toContain('keep');
  });
}

test('another shell is refused', { timeout }, async () => {
  expect(await ordeal(['completion', 'tcsh'])).toEqual({
    exitCode: 64,
    stdout: '',
    stderr: 'ordeal: There is completion for bash, zsh, fish, but not for "tcsh".',
  });
});

test('--version says which Ordeal this is, with its commit', { timeout }, async () => {
  const { exitCode, stdout } = await ordeal(['--version']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /^ordeal \d+\.\d+\.\d+ \((commit [0-9a-f]{12,}(, with changes in .*)?|no git commit)\)$/,
  );
});
