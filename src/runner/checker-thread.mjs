// A thread that judges: reads the history itself, once, and then asks one checker after the other. Plain JavaScript,
// since what a thread needs has been bundled into one module already.

import { parentPort, workerData } from 'node:worker_threads';

const { openJudge } = await import(workerData.moduleUrl);

const failureOf = (error) => ({
  message: error instanceof Error ? error.message : String(error),
  stack: error instanceof Error ? (error.stack ?? '') : '',
});

openJudge(workerData.historyPath, workerData.source).then(
  (check) => {
    parentPort.on('message', ({ position, budget }) => {
      check(position, budget).then(
        (verdict) => parentPort.postMessage({ verdict }),
        (error) => parentPort.postMessage({ failure: failureOf(error) }),
      );
    });
    parentPort.postMessage({ ready: true });
  },
  (error) => parentPort.postMessage({ failure: failureOf(error) }),
);
