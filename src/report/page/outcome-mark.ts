// An outcome as a coloured word with a sign: beside the colour there is a sign, and beside the sign a word.

import type { Outcome } from '../../store/results.ts';
import { html, type Markup } from './markup.ts';

export interface OutcomeSign {
  /** Names a colour of the style sheet. */
  readonly kind: 'good' | 'bad' | 'open';
  readonly sign: string;
}

export const outcomeSigns: Readonly<Record<Outcome | 'lost', OutcomeSign>> = {
  valid: { kind: 'good', sign: '✓' },
  violation: { kind: 'bad', sign: '✕' },
  unknown: { kind: 'open', sign: '?' },
  'invalid-run': { kind: 'open', sign: '!' },
  'threshold-missed': { kind: 'open', sign: '!' },
  crash: { kind: 'open', sign: '!' },
  lost: { kind: 'open', sign: '!' },
  interrupted: { kind: 'open', sign: '!' },
};

/** Also for what is no outcome of a run that ended, such as `running`. */
export function outcomeMark(outcome: string): Markup {
  const { kind, sign } =
    outcome in outcomeSigns ? outcomeSigns[outcome as Outcome] : { kind: 'open', sign: '…' };
  return html`<span class="mark ${kind}"><span aria-hidden="true">${sign}</span> ${outcome}</span>`;
}
