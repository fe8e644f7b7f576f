// The programs that hosts are made with, and what this machine lets us do with them. Found out by doing it once, small:
// kernels, distributions and containers forbid namespaces in too many ways to list.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Capability } from '../capabilities.ts';
import { findMissingFaults, type MissingFault } from '../host/fault-trials.ts';
import type { WorldAvailability } from '../options.ts';

/** Administration tools are often not on a user's path. */
export const toolPath = `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin`;

/** With a user namespace nothing needs root; without one, root needs nothing from the kernel's user namespaces. */
export type Rights = 'root' | 'user-namespace';

export interface NamespaceSupport extends WorldAvailability {
  /** `null` when namespaces cannot be had. */
  readonly rights: Rights | null;
}

const packageOfTool: ReadonlyMap<string, string> = new Map([
  ['bash', 'bash'],
  ['ip', 'iproute2'],
  ['iptables', 'iptables'],
  ['iptables-restore', 'iptables'],
  ['iptables-save', 'iptables'],
  ['nsenter', 'util-linux'],
  ['setsid', 'util-linux'],
  ['unshare', 'util-linux'],
]);

/** Makes namespaces, and runs a program in them. */
export const unshareProgram = 'unshare';

const trialTimeoutMs = 10_000;

/** Everything a cluster does with namespaces, once. */
const trialScript = [
  'set -e',
  'ip link add trial-bridge type bridge',
  'ip link add trial-a type veth peer name trial-b',
  'iptables -N ORDEAL_TRIAL',
  'unshare --mount --pid --uts --ipc --fork --mount-proc --kill-child true',
].join('\n');

/** Options of `unshare` for the namespace that holds the cluster's network. */
export const unshareOptions = (rights: Rights): readonly string[] =>
  rights === 'root' ? ['--net', '--mount'] : ['--user', '--map-root-user', '--net', '--mount'];

/** Options of `nsenter` that go with them. */
export const nsenterOptions = (rights: Rights): readonly string[] =>
  rights === 'root' ? [] : ['--user', '--preserve-credentials'];

/** Tries it out; never rejects. */
export async function findNamespaceSupport(): Promise<NamespaceSupport> {
  if (process.platform !== 'linux') return refusal('namespaces exist only on Linux');
  const missing = [...packageOfTool].filter(([tool]) => !isOnPath(tool));
  if (missing.length > 0) {
    const packages = [...new Set(missing.map(([, name]) => name))].join(' ');
    return refusal(`${missing.map(([tool]) => tool).join(', ')} not found; install ${packages}`);
  }
  const isRoot = process.getuid?.() === 0;
  let lastError = '';
  for (const rights of isRoot ? (['root', 'user-namespace'] as const) : (['user-namespace'] as const)) {
    const problem = await runInNamespaces(rights, trialScript);
    if (problem === null) {
      const how = rights === 'root' ? 'as root' : 'in an unprivileged user namespace';
      return { available: true, reason: `Linux namespaces work here, ${how}`, rights };
    }
    lastError = problem;
  }
  return refusal(explain(lastError));
}

/** Runs a script in namespaces of its own; `null` when it succeeded, else why not: the last line that it printed. */
async function runInNamespaces(rights: Rights, script: string): Promise<string | null> {
  const result = await execa(unshareProgram, [...unshareOptions(rights), 'bash', '-c', script], {
    reject: false,
    stdin: 'ignore',
    all: true,
    timeout: trialTimeoutMs,
    env: { PATH: toolPath, LC_ALL: 'C' },
  });
  if (result.exitCode === 0) return null;
  return result.timedOut
    ? `no end within ${trialTimeoutMs} ms`
    : lastLine(result.all ?? '') || 'no reason given';
}

/** Which of these faults this machine lacks something for, whichever world injects them. */
export async function missingInNamespaces(
  capabilities: readonly Capability[],
  parts: Parameters<typeof findMissingFaults>[1],
): Promise<readonly MissingFault[]> {
  const { rights } = await findNamespaceSupport();
  if (rights === null) return [];
  return findMissingFaults(capabilities, parts, (script) => runInNamespaces(rights, script));
}

const refusal = (reason: string): NamespaceSupport => ({ available: false, reason, rights: null });

function explain(problem: string): string {
  if (setting('/proc/sys/user/max_user_namespaces') === '0') {
    return 'user namespaces are switched off (sysctl user.max_user_namespaces is 0); set it, or run as root';
  }
  if (setting('/proc/sys/kernel/unprivileged_userns_clone') === '0') {
    return 'user namespaces are for root only (sysctl kernel.unprivileged_userns_clone is 0); set it to 1, or run as root';
  }
  if (setting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1') {
    return `AppArmor restricts user namespaces (sysctl kernel.apparmor_restrict_unprivileged_userns is 1); set it to 0, or run as root (${problem})`;
  }
  return `namespaces do not work here: ${problem}`;
}

const setting = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
};

const isOnPath = (tool: string): boolean =>
  toolPath.split(':').some((directory) => directory !== '' && existsSync(join(directory, tool)));

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
