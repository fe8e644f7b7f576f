// A model that was asked for, decided by orders of the versions, once nothing that it forbids was found otherwise.

import type { AnomalyName, Finding, Findings } from '../anomaly.ts';
import type { Memory } from '../memory.ts';
import { type ModelName, ruledOut } from '../models.ts';
import type { EdgeWords } from '../words.ts';
import { decide } from './decide.ts';
import { explainWalks } from './explain-walks.ts';
import type { Observed } from './observed.ts';
import { rulesOf } from './rules.ts';

/** What became of the model that was asked for. */
export type ModelDecision =
  | { readonly kind: 'holds' }
  /** It cannot hold, and this shows it, which is among the findings. */
  | { readonly kind: 'refuted'; readonly by: AnomalyName; readonly finding: Finding }
  /** Nothing is known but what the findings say. */
  | { readonly kind: 'open'; readonly reason: string };

export const undecidedModel: ModelDecision = { kind: 'open', reason: '' };

export interface ModelQuestion {
  readonly model: ModelName;
  readonly findings: Findings;
  readonly wordsFor: EdgeWords;
  readonly observe: () => Observed;
  /** On the clock of `performance.now()`. */
  readonly deadlineMs: number;
  readonly memory: Memory;
}

/** Edges and clauses looked at for one model. */
const stepsMax = 2_000_000_000;

/** Decides a model, unless an anomaly rules it out or a serial order decides it. @throws {MemoryRanOut} */
export function decideModel({
  model,
  findings,
  wordsFor,
  observe,
  deadlineMs,
  memory,
}: ModelQuestion): ModelDecision {
  const rules = rulesOf[model];
  if (rules === undefined || ruledOut(findings.names()).has(model)) return undecidedModel;
  const observed = observe();
  const decision = decide(observed, rules, { steps: stepsMax, deadlineMs, memory });
  if (decision.kind === 'satisfied') return { kind: 'holds' };
  if (decision.kind === 'bound') {
    const limit = decision.limit === 'steps' ? `bound of ${stepsMax} steps` : 'time budget';
    const reason = `The search for an order of the writes that satisfies ${model} reached its ${limit}; no anomaly that it forbids was found so far.`;
    return { kind: 'open', reason };
  }
  const { name, finding } = explainWalks(observed, model, decision.walks, wordsFor);
  findings.add(name, () => finding);
  return { kind: 'refuted', by: name, finding };
}
