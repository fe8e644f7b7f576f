// Limits of a process that ends while they are set: it has none any more, and that is no failure of the harness.

import { expect, test } from 'vitest';
import { type Host, HostError } from '../../../src/worlds/host/host.ts';
import { createHostFaults } from '../../../src/worlds/host/host-faults.ts';
import type { DatabaseProcesses } from '../../../src/worlds/host/process-agent.ts';

/** Every script fails; the process is there when first looked for, and later as told. */
function faultsOf(laterPid: number | null) {
  let looks = 0;
  const exec = async (): Promise<string> => {
    throw new HostError('host n1: exit code 1 of: prlimit (No such process)');
  };
  const pidOf = async (): Promise<number | null> => {
    looks += 1;
    return looks === 1 ? 7 : laterPid;
  };
  const hosts = new Map([['n1', { name: 'n1', exec } as unknown as Host]]);
  return createHostFaults(hosts, { pidOf } as unknown as DatabaseProcesses, false);
}

test.each(['relieve', 'exhaustFiles', 'exhaustMemory'] as const)('%s', async (act) => {
  await expect(faultsOf(null)[act]('n1')).resolves.toBeUndefined();
  await expect(faultsOf(8)[act]('n1')).resolves.toBeUndefined();
  await expect(faultsOf(7)[act]('n1')).rejects.toThrow('No such process');
});
