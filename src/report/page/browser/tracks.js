// The tracks a chart can have, by name. A track has a height, draws itself into its area, and tells in words what is at
// a moment (with how many ms a pixel is).

import { faultTrack } from './fault-track.js';
import { latencyTrack } from './latency-track.js';
import { lineTrack } from './line-track.js';
import { nodeTrack } from './node-track.js';
import { processTrack } from './process-track.js';
import { throughputTrack } from './throughput-track.js';

const seconds = (ms) => `${Number((ms / 1000).toFixed(3))} s`;
const count = (value) => value.toLocaleString('en-US');

export const tracksByName = {
  faults: faultTrack,
  latency: latencyTrack,
  throughput: throughputTrack,
  nodes: nodeTrack,
  processes: processTrack,
  leases: lineTrack({ name: 'lease left', field: 'leaseMs', format: seconds, whenFlat: false }),
  positions: lineTrack({ name: 'log position', field: 'last', format: count, whenFlat: true }),
  behind: lineTrack({ name: 'entries behind', field: 'behind', format: count, whenFlat: false }),
  clocks: lineTrack({ name: 'clock off by', field: 'clockMs', format: seconds, whenFlat: false }),
};
