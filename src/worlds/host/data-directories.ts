// Copies the data directories of hosts to the harness's machine. The databases are stopped meanwhile, so that every copy
// is of one moment; the copy is made on the host, which sees its disk as its database does.

import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MissingData, NodeName, ProcessFaults } from '../world.ts';
import { type Host, HostError, quote } from './host.ts';

/** More than this of one node is not copied. A run of some minutes leaves some MiB. */
const mostDataBytes = 64 * 2 ** 20;
const copyTimeoutMs = 20_000;

/** Copies the data of every host; see `World.collectData`. */
export async function collectData(
  hosts: readonly Host[],
  processes: ProcessFaults,
  directoryOf: (node: NodeName) => string,
): Promise<readonly MissingData[]> {
  const missing = await Promise.all(
    hosts.map(async (host): Promise<MissingData | null> => {
      const target = directoryOf(host.name);
      try {
        await whilePaused(host, processes, () => copyData(host, target));
        return null;
      } catch (error) {
        return { node: host.name, reason: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
  return missing.filter((one) => one !== null);
}

/** A database that does not run, or is paused already, writes nothing. */
async function whilePaused(host: Host, processes: ProcessFaults, work: () => Promise<void>): Promise<void> {
  if ((await processes.state(host.name)) !== 'running') return work();
  await processes.pause(host.name);
  try {
    await work();
  } finally {
    await processes.resume(host.name);
  }
}

async function copyData(host: Host, target: string): Promise<void> {
  const copy = `${host.files.agents}/saved-data`;
  const said = await host.exec(copyScript(host.files.dataDirectory, copy), copyTimeoutMs);
  const [bytes = '', ...names] = said.trim().split('\n');
  if (!/^\d+$/.test(bytes)) throw new HostError(`its data cannot be copied: ${said.trim().slice(0, 200)}`);
  if (Number(bytes) > mostDataBytes)
    throw new HostError(
      `its data takes ${Math.ceil(Number(bytes) / 2 ** 20)} MiB, more than the ${mostDataBytes / 2 ** 20} MiB that are saved of a node`,
    );
  // Under its own name only once it is whole: half of a log is easily taken for all of it.
  const partial = `${target}.partial`;
  try {
    await mkdir(partial, { recursive: true });
    for (const name of names) await host.download(`${copy}/${name}`, join(partial, name));
    await rename(partial, target);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Prints the size, and where it is not too large the names of the files. */
function copyScript(from: string, to: string): string {
  return [
    'set -e',
    `cd ${quote(from)}`,
    'bytes=0; for file in *; do if [ -f "$file" ]; then bytes=$((bytes + $(stat -c %s "$file"))); fi; done',
    'echo "$bytes"',
    `if [ "$bytes" -gt ${mostDataBytes} ]; then exit 0; fi`,
    `rm -rf ${quote(to)}; mkdir ${quote(to)}`,
    `for file in *; do if [ -f "$file" ]; then cp -- "$file" ${quote(to)}/; printf '%s\\n' "$file"; fi; done`,
  ].join('\n');
}
