// What the columns `type` and `process` hold for what is a word in JSON. Codes are enums all over the hot paths: their numbers
// are in the bundled program where they are used, and nothing is looked up.

/** Codes of the `type` column, under the names of the types. */
export enum typeCode {
  invoke = 0,
  ok = 1,
  fail = 2,
  info = 3,
}

/** The nemesis in the `process` column. */
export const nemesisProcess = -1;
