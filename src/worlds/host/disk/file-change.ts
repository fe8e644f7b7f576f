// A change of a file's content that is not synced yet, and what a power loss makes of such changes.

import type { ByteRange } from './byte-ranges.ts';

/** One call that changed a file's content. */
export type FileChange =
  | {
      readonly kind: 'write';
      readonly sequence: number;
      readonly range: ByteRange;
      /** What was there before; shorter than the range where the file was. */
      readonly old: Buffer;
      readonly lengthBefore: number;
    }
  | {
      readonly kind: 'truncate';
      readonly sequence: number;
      readonly length: number;
      /** What was cut off. */
      readonly old: Buffer;
      readonly lengthBefore: number;
    };

/** What a power loss did to a file. */
export interface FileLoss {
  /** Bytes that were written and are not there, or are as they were before. */
  readonly bytes: number;
  /** Changes of which some sectors lasted and others did not. */
  readonly torn: number;
}
