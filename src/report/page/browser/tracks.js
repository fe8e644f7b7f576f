// The tracks a chart can have, by name. A track has a height, draws itself into its area, and tells in words what is at
// a moment (with how many ms a pixel is).

import { faultTrack } from './fault-track.js';
import { latencyTrack } from './latency-track.js';
import { nodeTrack } from './node-track.js';
import { processTrack } from './process-track.js';
import { throughputTrack } from './throughput-track.js';

export const tracksByName = {
  faults: faultTrack,
  latency: latencyTrack,
  throughput: throughputTrack,
  nodes: nodeTrack,
  processes: processTrack,
};
