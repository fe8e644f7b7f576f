// A thread of a batch: takes one job at a time and answers it. Plain JavaScript, since what a thread needs has been
// bundled into one module already.

import { parentPort, workerData } from 'node:worker_threads';

const { simulateJob } = await import(workerData.simulatorUrl);

parentPort.on('message', (job) => {
  simulateJob(job).then(
    (result) => parentPort.postMessage({ result }),
    (error) => parentPort.postMessage({ failure: error instanceof Error ? error.message : String(error) }),
  );
});
