// Numbers as people read them: at most three significant digits and a unit.

/** `950 µs`, `2.1 ms`, `14 ms`, `1.35 s`, `2 min 5 s`. */
export function formatMs(durationMs: number): string {
  if (durationMs < 0.9995) return `${Math.round(durationMs * 1000)} µs`;
  if (durationMs < 9.95) return `${durationMs.toFixed(1)} ms`;
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  if (durationMs < 9995) return `${(durationMs / 1000).toFixed(2)} s`;
  if (durationMs < 99_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A moment of a run: `12.345 s`. */
export function formatMoment(timeNs: number): string {
  return `${(timeNs / 1e9).toFixed(3)} s`;
}

/** `01:05`, from seconds. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`;
}

/** `12,345`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** A number with its noun: `1 seed`, `1,200 seeds`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** One line of text from any value: JSON, cut to a length. */
export function formatValue(value: unknown, length = 60): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
