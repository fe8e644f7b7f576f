// Judging a history file on behalf of a command: budgets, threads, and histories that hold nothing yet.

import { totalmem } from 'node:os';
import { bundleModule } from '../batch/bundle-module.ts';
import type { Budget } from '../checkers/checker.ts';
import type { History } from '../history/history.ts';
import type { Plan } from '../plan/plan.ts';
import { type CheckerSource, createCheckerThreads } from '../runner/checker-threads.ts';
import { type Judgement, type JudgeOptions, judge } from '../runner/judge.ts';
import { repositoryPath } from './repository.ts';

const checkTimeMs = 120_000;
const mostMemoryBytes = 2 * 2 ** 30;

/** For each checker: what the plan says, else two minutes and a quarter of the machine's memory up to 2 GiB. */
export function checkerBudget({ checking = {} }: Pick<Plan, 'checking'> = {}): Budget {
  const { budgetSeconds, memoryMebibytes } = checking;
  return {
    timeMs: budgetSeconds === undefined ? checkTimeMs : budgetSeconds * 1000,
    memoryBytes:
      memoryMebibytes === undefined
        ? Math.min(mostMemoryBytes, Math.floor(totalmem() / 4))
        : Math.ceil(memoryMebibytes * 2 ** 20),
  };
}

/**
 * Judges a history that lies in a file, its checkers in threads.
 * @param source what the checkers in `options` are made of
 */
export async function judgeFile(
  path: string,
  history: History,
  source: CheckerSource,
  options: Omit<JudgeOptions, 'budget' | 'checkElsewhere'> & Partial<Pick<JudgeOptions, 'budget'>>,
): Promise<Judgement> {
  const { budget = checkerBudget(source.kind === 'plan' ? source.plan : {}) } = options;
  if (history.length === 0) return judge(history, { ...options, budget });
  const entry = repositoryPath('src/cli/judge-in-thread.ts');
  const moduleUrl = await bundleModule(entry, 'checkers', repositoryPath('.build'));
  const threads = createCheckerThreads({ moduleUrl, historyPath: path, source });
  const judgement = await judge(history, { ...options, budget, checkElsewhere: threads.check });
  await threads.close();
  return judgement;
}
