// A thread of a batch: takes one job at a time and answers it. Plain JavaScript, since what a thread needs has been
// bundled into one module already.

import { parentPort, workerData } from 'node:worker_threads';

const { simulateJob } = await import(workerData.simulatorUrl);
let controller = new AbortController();

parentPort.on('message', (message) => {
  if (message === 'abort') {
    controller.abort(new Error('interrupted'));
    return;
  }
  controller = new AbortController();
  const tell = (news) => parentPort.postMessage({ news });
  simulateJob(message, { heartbeat: workerData.heartbeat, tell, signal: controller.signal }).then(
    (result) => parentPort.postMessage({ result }),
    (error) => parentPort.postMessage({ failure: error instanceof Error ? error.message : String(error) }),
  );
});
