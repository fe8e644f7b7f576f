// Ctrl-C: the first one ends the run in good order, the second one at once.

import type { Screen } from '../report/screen.ts';

export const interruptedExitCode = 130;

/** How long a cleanup may take after the second Ctrl-C. */
const lastCleanupMs = 3000;

export interface Interrupts {
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Called on the second Ctrl-C, before the process ends; replaces the one set before. */
  setCleanup(cleanup: () => Promise<void>): void;
  /** Stops listening. */
  close(): void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function listenForInterrupts(screen: Screen): Interrupts {
  const controller = new AbortController();
  let cleanup = (): Promise<void> => Promise.resolve();
  const leave = (): void => {
    screen.clearStatus();
    process.exit(interruptedExitCode);
  };
  const onSignal = (): void => {
    if (!controller.signal.aborted) {
      screen.line(
        'Interrupted: healing, collecting logs and judging what there is. Ctrl-C again stops at once.',
      );
      controller.abort(new Error('interrupted'));
      return;
    }
    setTimeout(leave, lastCleanupMs);
    cleanup().then(leave, leave);
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    setCleanup(next) {
      cleanup = next;
    },
    close() {
      for (const signal of signals) process.removeListener(signal, onSignal);
    },
  };
}
