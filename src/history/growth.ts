// How long growing arrays become: where it is known which part of a file has been read, just long enough for the rest of it,
// so that a million rows are not copied over and over and little is reserved in vain.

export interface Growth {
  /** Which part of all there is has been read, from 0 to 1; 0 where that is not known. */
  progress: number;
}

/** Past this many entries arrays grow by half at most instead of doubling. */
const largeLength = 1 << 24;
/** A little more than what is expected. */
const margin = 1.03;

/** The length of the array after one of `length` is full. */
export function lengthAfter(length: number, { progress }: Growth): number {
  const doubled = Math.max(64, length < largeLength ? length * 2 : length * 1.5);
  if (progress === 0) return Math.ceil(doubled);
  const expected = (length / progress) * margin;
  // What is read first may be unlike the rest: neither trust it with much memory nor creep along.
  return Math.ceil(Math.min(Math.max(expected, length * 1.1 + 64), doubled * 64));
}
