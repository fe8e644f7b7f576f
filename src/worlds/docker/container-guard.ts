// Ends a container when its harness is gone, and with it every fault in it: a line comes in every few seconds for as long as the
// harness lives; when none comes for a while, or the connection ends, the guard in the container stops its first process.

import type { Host } from '../host/host.ts';

const beatMs = 5000;
/** Several beats: a harness that is only slow keeps its hosts. */
const silenceSeconds = 25;
const guard = `while read -r -t ${silenceSeconds} _; do :; done; kill -TERM 1`;

/** Resolves once the container is guarded; the function returned ends the guard and the container with it. */
export async function guardContainer(host: Pick<Host, 'open'>): Promise<() => void> {
  const { input, output, close } = await host.open(['bash', '--norc', '--noprofile', '-c', guard]);
  output.resume();
  input.on('error', () => undefined);
  output.on('error', () => undefined);
  const beat = setInterval(() => input.write('\n'), beatMs);
  // The harness does not live for its hosts' sake.
  beat.unref();
  return () => {
    clearInterval(beat);
    close();
  };
}
