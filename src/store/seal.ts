// A sum over results.json, kept in it: results that were edited by hand, or put together from two files, are noticed. It
// is no signature; whoever wants to forge results can.

import { createHash } from 'node:crypto';

/** The sum of everything in `results` but its own seal. */
export function sealOf(results: Readonly<Record<string, unknown>>): string {
  const { seal: _, ...sealed } = results;
  return createHash('sha256').update(JSON.stringify(sealed)).digest('hex');
}

/** Whether results as they were read from JSON carry a seal that does not fit them. */
export function isSealBroken(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('seal' in value)) return false;
  return value.seal !== sealOf({ ...value });
}
