// Log lines of a node as events of the run. Logs may be of any form: a line that is no JSON object with a time has no
// place in time and is only counted.

import type { SavedNodeLog } from '../../store/read-node-logs.ts';
import type { RunClock } from './run-clock.ts';

export interface LogEvent {
  readonly node: string;
  /** Of the run, by the node's own clock. */
  readonly ms: number;
  readonly level: string;
  /** Empty where the line names none. */
  readonly event: string;
  /** Everything else of the line, as short text. */
  readonly text: string;
  readonly ballot: number | null;
  readonly logId: number | null;
  readonly reason: string;
}

export interface PlacedLog {
  /** In the order in which they were written. */
  readonly events: readonly LogEvent[];
  /** Lines without a time that could be read. */
  readonly unplaced: number;
}

const longestText = 300;
const saidElsewhere: ReadonlySet<string> = new Set(['level', 'time', 'node', 'event']);

/** The events of one node's log. */
export function placeLog({ node, lines }: SavedNodeLog, clock: RunClock): PlacedLog {
  const events: LogEvent[] = [];
  let unplaced = 0;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const event = eventOf(node, line, clock);
    if (event === null) unplaced += 1;
    else events.push(event);
  }
  return { events, unplaced };
}

function eventOf(node: string, line: string, { zeroMs }: RunClock): LogEvent | null {
  const fields = fieldsOf(line);
  const time = fields?.['time'];
  const wallMs = typeof time === 'number' ? time : typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (fields === null || !Number.isFinite(wallMs)) return null;
  const rest = Object.entries(fields).filter(([name]) => !saidElsewhere.has(name));
  const text = rest.map(([name, value]) => `${name} ${plain(value)}`).join(', ');
  const last = fields['last'];
  const logId = isObject(last) ? last['logId'] : undefined;
  return {
    node,
    ms: wallMs - zeroMs,
    level: textOf(fields['level']),
    event: textOf(fields['event']),
    text: text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text,
    ballot: numberOf(fields['ballot']),
    logId: numberOf(logId),
    reason: textOf(fields['reason']),
  };
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, longestText) : '';
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
