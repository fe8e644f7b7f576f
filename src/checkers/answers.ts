// Client operations as somebody sees them who waits for answers: when each began, when it was answered, and with what
// error if not. Kept in the order in which they began, so that "the first success after" is one look.

import { type Columns, typeCode } from '../history/columns.ts';
import { absent } from '../history/interner.ts';
import { isInvocation } from './rows.ts';

/** A definite no is an answer: the database was there and said why nothing was done. */
const declined =
  /held another value|does not match|did not match|precondition|empty|exhaust|nothing stands|has taken it/i;
const readingFunctions: ReadonlySet<string> = new Set(['read', 'weak-read']);
const longestClass = 80;
/** A longer time without an attempt is a pause of the clients, and no waiting. */
export const longestPauseNs = 1e9;

/** What an operation came to. */
export const outcome = { answered: 0, failed: 1, unknown: 2 } as const;

/** Entry `i` is the i-th operation. Times in nanoseconds. */
export interface Answers {
  readonly length: number;
  readonly began: Float64Array;
  /** Infinity where it never ended. */
  readonly ended: Float64Array;
  /** One of `outcome`. */
  readonly outcome: Uint8Array;
  /** 1 for operations that only read. */
  readonly isRead: Uint8Array;
  /** Position in `classes`, or `absent` where there is no error. */
  readonly error: Int32Array;
  /** Texts of errors without the numbers in them. */
  readonly classes: readonly string[];
  /** By row of the history: 1 for a completion that was an answer. */
  readonly answeredIn: Uint8Array;
  /** By position in the history's `names`: 1 for a function that only reads. */
  readonly readers: Uint8Array;
}

export function collectAnswers(columns: Columns): Answers {
  const { length, type, pair, time, names, f, error } = columns;
  const isReader = Uint8Array.from({ length: names.length }, (_, name) =>
    readingFunctions.has(names.get(name)) ? 1 : 0,
  );
  const { classOf, classes, isDeclined } = classifyErrors(columns);
  const began = new Float64Array(length);
  const ended = new Float64Array(length);
  const results = new Uint8Array(length);
  const isRead = new Uint8Array(length);
  const errorClass = new Int32Array(length);
  const answeredIn = new Uint8Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    if (!isInvocation(columns, row)) continue;
    const completion = pair[row] as number;
    const end = completion === absent ? typeCode.info : (type[completion] as number);
    const said = completion === absent ? absent : (error[completion] as number);
    const answered =
      end === typeCode.ok || (end === typeCode.fail && (said === absent || isDeclined[said] === 1));
    if (answered) answeredIn[completion] = 1;
    began[count] = time[row] as number;
    ended[count] = completion === absent ? Number.POSITIVE_INFINITY : (time[completion] as number);
    results[count] = answered ? outcome.answered : end === typeCode.fail ? outcome.failed : outcome.unknown;
    isRead[count] = isReader[f[row] as number] as number;
    errorClass[count] = answered ? absent : said === absent ? 0 : (classOf[said] as number);
    count++;
  }
  return {
    length: count,
    began: began.subarray(0, count),
    ended: ended.subarray(0, count),
    outcome: results.subarray(0, count),
    isRead: isRead.subarray(0, count),
    error: errorClass.subarray(0, count),
    classes,
    answeredIn,
    readers: isReader,
  };
}

/** Whether a failed operation was answered all the same: its condition did not hold, which is no error of anybody. */
export function isDeclined(error: string): boolean {
  return declined.test(error);
}

/** Errors that differ in numbers alone are of one class. */
export function errorClassOf(error: string): string {
  return error.replaceAll(/\d+/g, '#').slice(0, longestClass);
}

/** Class 0 is that of no text at all. */
function classifyErrors({ errors }: Columns): {
  readonly classOf: Int32Array;
  readonly classes: readonly string[];
  readonly isDeclined: Uint8Array;
} {
  const classes = new Map<string, number>([['no answer', 0]]);
  const classOf = new Int32Array(errors.length);
  const declinedErrors = new Uint8Array(errors.length);
  for (let error = 0; error < errors.length; error++) {
    const text = errors.get(error);
    declinedErrors[error] = isDeclined(text) ? 1 : 0;
    const name = errorClassOf(text);
    const known = classes.get(name) ?? classes.size;
    classes.set(name, known);
    classOf[error] = known;
  }
  return { classOf, classes: [...classes.keys()], isDeclined: declinedErrors };
}

/** Answers of one kind of operation after any moment. */
export interface FirstAnswer {
  /**
   * From a moment to the first answer to an operation begun since; null where there was none. Where nobody had anything
   * to wait for at the moment and for a second after it, from when somebody tried again.
   */
  after(momentNs: number): number | null;
  /** Whether any operation began since. */
  wasTried(momentNs: number): boolean;
}

export function createFirstAnswer(answers: Answers, isRead: 0 | 1): FirstAnswer {
  const { length, began, ended } = answers;
  /** The latest end of the operations of the kind before this position, as far as they ended. */
  const latestEnd = new Float64Array(length + 1).fill(Number.NEGATIVE_INFINITY);
  /** The next operation of the kind from this position on begins then. */
  const nextBegan = new Float64Array(length + 1).fill(Number.POSITIVE_INFINITY);
  /** The earliest answer to an operation of the kind at this position or later. */
  const earliest = new Float64Array(length + 1).fill(Number.POSITIVE_INFINITY);
  for (let at = 0; at < length; at++) {
    const isPending = answers.isRead[at] === isRead && (ended[at] as number) < Number.POSITIVE_INFINITY;
    const end = isPending ? (ended[at] as number) : Number.NEGATIVE_INFINITY;
    latestEnd[at + 1] = Math.max(latestEnd[at] as number, end);
  }
  for (let at = length - 1; at >= 0; at--) {
    const wanted = answers.isRead[at] === isRead;
    nextBegan[at] = wanted ? (began[at] as number) : (nextBegan[at + 1] as number);
    const answered = wanted && answers.outcome[at] === outcome.answered;
    earliest[at] = Math.min(
      earliest[at + 1] as number,
      answered ? (ended[at] as number) : Number.POSITIVE_INFINITY,
    );
  }
  return {
    after(momentNs) {
      const since = firstSince(began, momentNs);
      const first = earliest[since] as number;
      if (first === Number.POSITIVE_INFINITY) return null;
      const tried = nextBegan[since] as number;
      const paused = tried - Math.max(momentNs, latestEnd[since] as number) > longestPauseNs;
      return first - (paused ? tried : momentNs);
    },
    wasTried: (momentNs) => (nextBegan[firstSince(began, momentNs)] as number) < Number.POSITIVE_INFINITY,
  };
}

/** The first position of ascending times that is not before a moment. */
export function firstSince(times: Float64Array, momentNs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < momentNs) low = middle + 1;
    else high = middle;
  }
  return low;
}
