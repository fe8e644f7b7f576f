// What the processes of a host wrote to their log: one JSON object a line, as on a real host, kept in memory.

import type { Logger } from '../../../cluster/env.ts';

export interface HostLog {
  readonly logger: Logger;
  /** All lines so far; the oldest are gone once there are too many, and the first line then says so. */
  text(): string;
}

const linesLimit = 50_000;

/** Makes an empty log whose lines carry the host's own wall clock. */
export function createHostLogger(wallMs: () => number): HostLog {
  let lines: string[] = [];
  let dropped = 0;
  const write = (level: string, event: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    lines.push(JSON.stringify({ level, time: wallMs(), event, ...fields }, plainValue));
    if (lines.length > linesLimit) {
      dropped += linesLimit / 2;
      lines = lines.slice(linesLimit / 2);
    }
  };
  return {
    logger: {
      info: (event, fields) => write('info', event, fields),
      warn: (event, fields) => write('warn', event, fields),
      error: (event, fields) => write('error', event, fields),
    },
    text: () => {
      const note =
        dropped === 0
          ? []
          : [JSON.stringify({ level: 'warn', event: 'older-lines-dropped', lines: dropped })];
      return [...note, ...lines, ''].join('\n');
    },
  };
}

function plainValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return value instanceof Uint8Array ? `${value.length} bytes` : value;
}
