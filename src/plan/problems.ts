// What is wrong with a file, told all at once: a person mends everything before the next attempt.

import { boundedSentences, PlanError } from './parse-plan.ts';
import type { WrittenPath } from './written-plan.ts';

export interface Problems {
  add(error: PlanError): void;
  /**
   * What the work answers; `otherwise` where it finds something wrong, which is taken note of.
   * @param wrong puts a place before a sentence that has none
   */
  collect<Result>(
    otherwise: Result,
    wrong: (path: WrittenPath, sentence: string) => PlanError,
    path: WrittenPath,
    work: () => Result,
  ): Result;
  /** @throws {PlanError} with all that was found. @param source what is wrong, where there is too much to tell */
  end(source: string): void;
}

export function collectProblems(): Problems {
  const sentences = new Set<string>();
  const add = (error: PlanError): void => {
    for (const sentence of error.sentences) sentences.add(sentence);
  };
  return {
    add,
    collect(otherwise, wrong, path, work) {
      try {
        return work();
      } catch (error) {
        if (!(error instanceof PlanError)) throw error;
        add(error.isPlaced ? error : wrong(path, error.message));
        return otherwise;
      }
    },
    end(source) {
      if (sentences.size > 0)
        throw new PlanError(boundedSentences([...sentences], (sentence) => sentence, source));
    },
  };
}
