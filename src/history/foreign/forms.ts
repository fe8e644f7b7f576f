// Cuts the bytes of an EDN history into its operations, one text each: at the end of every map that is in no other, whether
// maps stand one after another or in one vector or list. Looks only at brackets, strings, characters and comments; the
// reader of a text judges the rest. So a history of any size is read with one operation in memory.

import { isUtf8 } from 'node:buffer';
import { EdnError } from '../edn-reader.ts';

/** The text of one operation, with what blanks, comments and tags come before it. */
export interface EdnForm {
  readonly text: string;
  /** Its first byte and the one after its last, in the file. */
  readonly start: number;
  readonly end: number;
  /** Of the first byte, from 1. */
  readonly line: number;
  readonly column: number;
}

export interface FormSplitter {
  /** Takes `bytes[0]` to `bytes[end - 1]`, which are at `offset` of the file, where the piece before ended. */
  push(bytes: Buffer, end: number, offset: number): void;
  /** Gives what is left, which should be blank. @throws {EdnError} when a list of operations is not closed */
  finish(): void;
}

const maximumFormBytes = 256 << 20;
/** Nothing but blanks, comments and tags before the bracket of a list of operations. */
const beforeList = /^(?:[\s,\uFEFF]|;[^\n]*\n|#[\p{L}_][^\s,;]*)*$/u;

/** @param onForm tells whether the form was more than blanks and comments; may throw */
export function createFormSplitter(onForm: (form: EdnForm) => boolean): FormSplitter {
  let state: 'plain' | 'string' | 'stringEscape' | 'character' | 'comment' = 'plain';
  let depth = 0;
  /** The list that holds all operations, where there is one. */
  let list: { readonly closer: number; readonly line: number; readonly column: number } | null = null;
  let isListOver = false;
  let formsGiven = 0;
  let carried: Buffer[] = [];
  let carriedBytes = 0;
  let start = 0;
  let position = { line: 1, column: 1 };
  let line = 1;
  let lineStart = 0;

  const here = (at: number): { readonly line: number; readonly column: number } => ({
    line,
    column: at - lineStart + 1,
  });

  /** The bytes since the last form, up to `end` of the piece that is being read. */
  function gather(bytes: Buffer, from: number, end: number): string {
    const parts = [...carried, bytes.subarray(from, end)];
    carried = [];
    carriedBytes = 0;
    const whole = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
    if (!isUtf8(whole)) throw new EdnError('this is not UTF-8 text', position.line, position.column);
    return whole.toString('utf8');
  }

  function startAt(at: number): void {
    start = at;
    position = here(at);
  }

  return {
    push(bytes, end, offset) {
      let from = 0;
      const give = (to: number): void => {
        const { line, column } = position;
        const isOperation = onForm({ text: gather(bytes, from, to), start, end: offset + to, line, column });
        // Another history has been written behind this one.
        if (isOperation && isListOver)
          throw new EdnError('an operation after the end of the list', line, column);
        if (isOperation) formsGiven += 1;
        from = to;
        startAt(offset + to);
      };
      /** Whether a bracket outside of all maps begins the list of operations. */
      const beginsList = (to: number): boolean => {
        if (list !== null || depth > 0) return false;
        const before = gather(bytes, from, to);
        if (beforeList.test(before)) {
          if (formsGiven > 0)
            throw new EdnError('a list of operations after single ones', line, offset + to - lineStart + 1);
          return true;
        }
        carried = [Buffer.from(before)];
        carriedBytes = carried[0]?.length ?? 0;
        from = to;
        return false;
      };
      for (let at = 0; at < end; at += 1) {
        const code = bytes[at] as number;
        if (code === 0x0a) {
          line += 1;
          lineStart = offset + at + 1;
          if (state === 'comment') state = 'plain';
          else if (state === 'character') state = 'plain';
          continue;
        }
        if (state !== 'plain') {
          if (state === 'string') {
            if (code === 0x22) state = 'plain';
            else if (code === 0x5c) state = 'stringEscape';
          } else if (state === 'stringEscape') state = 'string';
          else if (state === 'character') state = 'plain';
          continue;
        }
        switch (code) {
          case 0x22: // "
            state = 'string';
            break;
          case 0x3b: // ;
            state = 'comment';
            break;
          case 0x5c: // \
            state = 'character';
            break;
          case 0x28: // (
          case 0x5b: // [
            if (beginsList(at)) {
              list = { closer: code === 0x28 ? 0x29 : 0x5d, ...here(offset + at) };
              from = at + 1;
              startAt(offset + at + 1);
            } else depth += 1;
            break;
          case 0x7b: // {
            depth += 1;
            break;
          case 0x29: // )
          case 0x5d: // ]
          case 0x7d: // }
            if (depth === 0 && list !== null && code === list.closer) {
              give(at);
              list = null;
              isListOver = true;
              from = at + 1;
              startAt(offset + at + 1);
              break;
            }
            depth -= 1;
            if (depth > 0) break;
            depth = 0;
            give(at + 1);
            break;
          default:
        }
      }
      if (from >= end) return;
      carried.push(Buffer.from(bytes.subarray(from, end)));
      carriedBytes += end - from;
      if (carriedBytes > maximumFormBytes)
        throw new EdnError('an operation of more than 256 MiB', position.line, position.column);
    },
    finish() {
      const { line, column } = position;
      const text = gather(Buffer.alloc(0), 0, 0);
      onForm({ text, start, end: start + text.length, line, column });
      if (list !== null)
        throw new EdnError(`"${list.closer === 0x29 ? '(' : '['}" is never closed`, list.line, list.column);
    },
  };
}
