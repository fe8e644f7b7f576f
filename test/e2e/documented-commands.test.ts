// The readme and the documentation are true: every command they show is run, in order, and ends as it should.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ordeal } from '../cli/ordeal.ts';
import { repositoryRoot } from '../tidy/source-files.ts';
import { type DocumentedCommand, documentedCommands } from './documented-commands.ts';
import { isMissing } from './worlds.ts';

/** A cluster that a person keeps up is left alone. */
const environment = { ORDEAL_STATE_DIR: mkdtempSync(join(tmpdir(), 'ordeal-state-')), NO_COLOR: '1' };
const documentedPort = 3306;

function isInstalled(program: string): boolean {
  if (spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0) return true;
  process.stderr.write(`skipped: ${program} is not installed\n`);
  return false;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** The documented port, or another one where something of this machine listens there already. */
let firstPort = documentedPort;

function withPort(command: string): string {
  return firstPort === documentedPort
    ? command
    : command.replaceAll(String(documentedPort), String(firstPort));
}

/** How a command ended, and everything it printed, for the message of a failed test. */
async function runDocumented(command: DocumentedCommand): Promise<{ exitCode: number; story: string }> {
  const { exitCode, all } = await execa('bash', ['-c', withPort(command.run)], {
    cwd: repositoryRoot,
    env: environment,
    reject: false,
    stdin: 'ignore',
    all: true,
  });
  return {
    exitCode: exitCode ?? -1,
    story: `${command.file}:${command.lineNumber} ${command.written}\n${all}`,
  };
}

const pages = [
  'README.md',
  ...readdirSync(join(repositoryRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const commands = pages.flatMap(documentedCommands);
const noWorld = (await isMissing('docker')) && (await isMissing('namespaces'));

describe.skipIf(noWorld)('every documented command', () => {
  beforeAll(async () => {
    for (let port = documentedPort; !(await isFree(port)) || !(await isFree(port + 4)); port += 10)
      firstPort = port + 10;
  });
  afterAll(async () => {
    await ordeal(['cluster', 'down'], environment);
  });

  for (const command of commands) {
    const absent = command.needs !== null && !isInstalled(command.needs);
    test.skipIf(absent)(`${command.file}:${command.lineNumber} ${command.written}`, async () => {
      const { exitCode, story } = await runDocumented(command);
      expect(exitCode, story).toBe(command.exitCode);
    });
  }
});

test('the readme shows the main commands', () => {
  const written = commands.filter(({ file }) => file === 'README.md').map((command) => command.written);
  for (const start of ['npm start', 'npm test', './ordeal run', './ordeal check', './ordeal cluster up']) {
    expect(
      written.some((text) => text.startsWith(start)),
      start,
    ).toBe(true);
  }
});
