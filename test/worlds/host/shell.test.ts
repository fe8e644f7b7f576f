// The kept-open shell of a host: answers matched to commands, whatever they print.

import { spawn } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { createShell, type Shell } from '../../../src/worlds/host/shell.ts';

let opened = 0;
const shells: Shell[] = [];

function localShell(): Shell {
  const shell = createShell('here', () => {
    opened += 1;
    const bash = spawn('bash', ['--norc', '--noprofile'], { stdio: 'pipe' });
    return Promise.resolve({ input: bash.stdin, output: bash.stdout, close: () => bash.kill('SIGKILL') });
  });
  shells.push(shell);
  return shell;
}

afterEach(() => {
  for (const shell of shells.splice(0)) shell.close();
  opened = 0;
});

test('gives back what a script printed on both streams, as it is', async () => {
  const shell = localShell();
  expect(await shell.exec("printf 'a\\n b'; echo \"it's\" >&2")).toBe("a\n bit's\n");
  expect(await shell.exec('true')).toBe('');
});

test('runs scripts one after the other, in the order given', async () => {
  const shell = localShell();
  const outputs = await Promise.all([1, 2, 3, 4].map((number) => shell.exec(`echo ${number}`)));
  expect(outputs).toEqual(['1\n', '2\n', '3\n', '4\n']);
  expect(opened).toBe(1);
});

test('says how a script failed, and goes on', async () => {
  const shell = localShell();
  await expect(shell.exec('echo no such thing; exit 3')).rejects.toThrow(/here: exit code 3 .*no such thing/);
  await expect(shell.exec('if')).rejects.toThrow(/syntax error/);
  expect(await shell.exec('echo on')).toBe('on\n');
  expect(opened).toBe(1);
});

test('feeds scripts their own documents, and no other input', async () => {
  const shell = localShell();
  expect(await shell.exec("cat <<'END'\nline 'one'\nEND\ncat")).toBe("line 'one'\n");
});

test('opens another shell after one that hung, or died', async () => {
  const shell = localShell();
  await expect(shell.exec('sleep 60', 50)).rejects.toThrow(/no answer within 50 ms to: sleep 60/);
  expect(await shell.exec('echo again')).toBe('again\n');
  await expect(shell.exec('kill -9 $$')).rejects.toThrow(/its shell has ended/);
  expect(await shell.exec('echo again')).toBe('again\n');
  expect(opened).toBe(3);
});

test('does nothing once closed', async () => {
  const shell = localShell();
  shell.close();
  await expect(shell.exec('true')).rejects.toThrow(/closed/);
});
