// Looks at the hosts from within, every few seconds: whether each still takes commands, has its network interface, room on
// the disk of the machine, and whoever serves its own disk. Faults of the plan leave all of these alone.

import { LostHostError, type WatchedPlace } from '../place.ts';
import { diskControlPort } from './disk/mounted-disk.ts';
import { type Host, quote } from './host.ts';
import { networkInterface } from './host-faults.ts';

const answerTimeoutMs = 10_000;
/** With less than this a database cannot go on. */
const roomMinBytes = 1 << 20;

export const lostDiskServer = 'lost the process that serves its disk';

/** Prints free blocks and their size (what is set aside for root, root may use), then a word for each thing that is missing. */
const lookScript = ({ files }: Host): string =>
  [
    `if [ "$EUID" = 0 ]; then free=%f; else free=%a; fi; stat -f -c "$free %S" ${quote(files.agents)}`,
    `ip -o link show ${networkInterface} >/dev/null 2>&1 || echo no-interface`,
    `if grep -qs " $(readlink -m ${quote(files.dataDirectory)}) fuse" /proc/mounts; then`,
    `  { exec 9<>/dev/tcp/127.0.0.1/${diskControlPort}; } 2>/dev/null || echo no-disk`,
    'fi',
  ].join('\n');

/** What became of a host by what the script printed, to follow its name; `null` for one that is as it should be. */
export function fateFrom(said: string): string | null {
  const [room = '', ...rest] = said.trim().split('\n');
  if (rest.includes('no-disk')) return lostDiskServer;
  if (rest.includes('no-interface')) return `lost its network interface ${networkInterface}`;
  const [blocks, blockBytes] = room.split(' ').map(Number);
  const bytes = (blocks ?? Number.NaN) * (blockBytes ?? Number.NaN);
  return bytes < roomMinBytes ? 'ran out of disk space' : null;
}

/** Watches for as long as the place is watched. */
export function watchHosts(hosts: readonly Host[], place: WatchedPlace): void {
  async function lookAt(host: Host): Promise<void> {
    try {
      const fate = fateFrom(await host.exec(lookScript(host), answerTimeoutMs));
      if (fate !== null) place.loseHost(host.name, fate);
    } catch (error) {
      // Once more: a shell that somebody ended is opened again.
      await host.exec('true', answerTimeoutMs).catch(() => {
        void place.suspectHost(host.name, `stopped taking commands (${reasonOf(error)})`);
      });
    }
  }

  for (const host of hosts) place.onLook(() => lookAt(host));
}

function reasonOf(error: unknown): string {
  if (error instanceof LostHostError) return error.reason;
  return error instanceof Error ? error.message : String(error);
}
