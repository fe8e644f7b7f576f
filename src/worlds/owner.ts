// Whose is it? Everything a run makes outside its own process carries the identity of the harness that made it, so that
// a later run can tell what a dead one left behind from what a living one still uses.

import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** `host/boot/pid namespace/pid/start time`, without blanks; fit for a label or a file. */
export type OwnerId = string;

/** The identity of this process. */
export function currentOwner(): OwnerId {
  return [...machineParts(), String(process.pid), startTicks(process.pid) ?? 'unknown'].join('/');
}

/**
 * True only when the process is certainly gone: it was of this machine, and either the machine has booted
 * since or no process has its id and start time. Anything that cannot be decided here counts as alive.
 */
export function isDead(owner: OwnerId): boolean {
  const [host, boot, namespace, pid, start] = owner.split('/');
  const [thisHost, thisBoot, thisNamespace] = machineParts();
  if (pid === undefined || start === undefined || host !== thisHost) return false;
  if (boot !== thisBoot) return boot !== 'unknown' && thisBoot !== 'unknown';
  if (namespace !== thisNamespace) return false;
  return !isRunning(Number(pid), start);
}

/** True when the process `pid` runs and started at `start` (clock ticks after boot, or `unknown`). */
export function isRunning(pid: number, start: string): boolean {
  if (start !== 'unknown') return startTicks(pid) === start;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Start time of a process in clock ticks after boot: field 22 of proc(5); `null` when it is gone, or without /proc. */
export function startTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function machineParts(): readonly [string, string, string] {
  const boot = tryRead(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const namespace = tryRead(() => readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, ''));
  return [hostname().replaceAll('/', '-'), boot, namespace];
}

function tryRead(read: () => string): string {
  try {
    return read();
  } catch {
    return 'unknown';
  }
}
