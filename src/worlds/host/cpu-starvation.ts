// Starves a process of processor time without any right over the machine's scheduler: it is stopped and continued in turn, so that
// it runs for only a share of the time. A program on the host does it, and lets the process run freely when its own input ends.

import type { Host, HostStreams } from './host.ts';

/** One turn of stopping and running: short against every timeout of a database. */
const turnMs = 100;
const endTimeoutMs = 3000;

/** A read that nothing came for ends with a status above 128: anything else is the end. */
const program = `
pid=$1 stopped=$2 running=$3
while kill -STOP "$pid"; do
  read -r -t "$stopped" _; [ $? -gt 128 ] || break
  kill -CONT "$pid" || break
  read -r -t "$running" _; [ $? -gt 128 ] || break
done 2>/dev/null
kill -CONT "$pid" 2>/dev/null
echo free
`;

/**
 * Lets process `pid` of a host run for only `percent` of the time.
 * @returns ends it; resolves once the process runs freely, or is gone.
 */
export async function starveProcess(host: Host, pid: number, percent: number): Promise<() => Promise<void>> {
  const running = (turnMs * percent) / 100;
  const seconds = (ms: number): string => (ms / 1000).toFixed(3);
  const words = [String(pid), seconds(turnMs - running), seconds(running)];
  const streams = await host.open(['bash', '--norc', '--noprofile', '-c', program, 'starve', ...words]);
  return () => endOf(streams);
}

function endOf({ input, output, close }: HostStreams): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      close();
      resolve();
    };
    const timer = setTimeout(finish, endTimeoutMs);
    input.on('error', finish);
    output.on('data', finish);
    output.on('end', finish);
    input.write('\n');
  });
}
