// Runs one job while the engine counts how often each block of the build under test is executed. A thread of its own,
// since counting makes everything in it slower. Plain JavaScript: what it runs is bundled already.

import { Session } from 'node:inspector/promises';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

const { simulatorUrl, job, places } = workerData;
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const { simulateJob } = await import(simulatorUrl);
await simulateJob(job);
const { result } = await session.post('Profiler.takePreciseCoverage');
const script = result.find(({ url }) => url === pathToFileURL(job.countedPath).href);
const blocks = script?.functions.flatMap(({ ranges }) => ranges) ?? [];

/** The innermost block around a place says how often the place was executed. */
function countAt(place) {
  let innermost = null;
  for (const block of blocks) {
    if (block.startOffset > place || block.endOffset <= place) continue;
    if (innermost === null || lengthOf(block) <= lengthOf(innermost)) innermost = block;
  }
  return innermost?.count ?? 0;
}

const lengthOf = ({ startOffset, endOffset }) => endOffset - startOffset;

parentPort.postMessage(places.map((ofEdit) => Math.max(0, ...ofEdit.map(countAt))));
