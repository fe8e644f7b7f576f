// Log lines as JSON on standard error, each written before the call returns: the last line before a death is there.

import { destination, pino } from 'pino';
import type { Logger, NodeName } from '../env.ts';

const standardError = 2;

/** A line holds `level`, `time` (wall clock, ISO), `node`, `event` and the fields of the call. */
export function machineLogger(node: NodeName): Logger {
  const lines = pino(
    {
      base: { node },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination({ fd: standardError, sync: true }),
  );
  return {
    info: (event, fields) => lines.info({ event, ...fields }),
    warn: (event, fields) => lines.warn({ event, ...fields }),
    error: (event, fields) => lines.error({ event, ...fields }),
  };
}
