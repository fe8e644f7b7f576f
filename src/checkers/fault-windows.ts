// Faults as spans of time, read off the nemesis' events where nobody knows better. A fault that says when it struck began
// then; any other began when it was asked for.

import { nemesisProcess } from '../history/columns.ts';
import type { History } from '../history/history.ts';
import { absent } from '../history/interner.ts';
import type { JsonValue } from '../history/operation.ts';

export interface FaultWindow {
  readonly name: string;
  readonly startNs: number;
  /** `null` where it was never seen to end. */
  readonly endNs: number | null;
}

/** What ends a fault, by what begins it; `start-x` is ended by `stop-x`. */
const endings: Readonly<Record<string, readonly string[]>> = {
  start: ['stop'],
  kill: ['restart', 'start'],
  pause: ['resume'],
  partition: ['heal'],
};

/**
 * The faults of a foreign history, as far as the names of the nemesis' operations tell: `start` to `stop`, `start-x` to
 * `stop-x`, `kill` to `restart`, `pause` to `resume`. One that begins again while it lasts is the same fault still.
 */
export function faultWindowsOf(history: History): readonly FaultWindow[] {
  const { length, process, pair, f, names, time } = history.columns();
  const windows: FaultWindow[] = [];
  const open = new Map<string, number>();
  for (let row = 0; row < length; row++) {
    if (process[row] !== nemesisProcess) continue;
    const name = names.get(f[row] as number);
    // A restart is no fault, whatever else `start` may stand for.
    const isRestart = name === 'start' && open.has('kill');
    const isSecond = pair[row] !== absent && (pair[row] as number) < row;
    for (const begun of isSecond || pair[row] === absent ? open.keys() : []) {
      if (!endingsOf(begun).includes(name)) continue;
      windows.push({ name: begun, startNs: open.get(begun) as number, endNs: time[row] as number });
      open.delete(begun);
    }
    const completesStart = isSecond && open.get(name) === time[pair[row] as number];
    const struckNs = completesStart ? struckNsOf(history.operation(row).value) : null;
    if (struckNs !== null) open.set(name, struckNs);
    const begins = !isSecond && endingsOf(name).length > 0 && !open.has(name);
    if (begins && !isRestart) open.set(name, time[row] as number);
  }
  for (const [name, startNs] of open) windows.push({ name, startNs, endNs: null });
  return windows.sort((a, b) => a.startNs - b.startNs);
}

/** When a fault struck, as the second event of its operation says; `null` where it does not, as in older histories and foreign ones. */
export function struckNsOf(completion: JsonValue): number | null {
  if (typeof completion !== 'object' || completion === null || Array.isArray(completion)) return null;
  const { struckNs } = completion as Readonly<Record<string, JsonValue>>;
  return typeof struckNs === 'number' ? struckNs : null;
}

function endingsOf(name: string): readonly string[] {
  if (Object.hasOwn(endings, name)) return endings[name] ?? [];
  return name.startsWith('start-') ? [name.replace('start-', 'stop-')] : [];
}
