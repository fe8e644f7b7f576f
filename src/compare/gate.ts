// Whether a comparison lets a change pass, as an exit code.

import { exitCodes } from '../runner/exit-code.ts';
import type { Comparison } from './comparison.ts';

/** A gate that could not have closed is no gate: too few seeds to tell anything do not pass. */
export function gateExitCode({ verdict }: Pick<Comparison, 'verdict'>): number {
  switch (verdict) {
    case 'violations':
      return exitCodes.violation;
    case 'regression':
      return exitCodes['threshold-missed'];
    case 'too-small':
      return exitCodes.unknown;
    case 'no-regression':
      return exitCodes.valid;
  }
}
