// Integers that stand for something in the typed arrays of calls, values and the search. A module without imports: they are put
// where they are used when the program is bundled.

/** How a call changes the state; the numbers of `Effect`. */
export const EFFECT_NONE = 0;
export const EFFECT_OVERWRITE = 1;
export const EFFECT_TOTAL = 2;
export const EFFECT_CHANGE = 3;

/** A call whose outcome is not known: it may be placed while it is open, and ends when nobody can need it any more. */
export const UNKNOWN = 0;
/** A call that must take effect before it ends. */
export const REQUIRED = 1;
/** A call that may have taken effect before the history begins: it may be placed, at the latest when it ends. */
export const OPTIONAL = 2;

/** Answer of `Problem.next` when the call is not possible in that state. */
export const IMPOSSIBLE = -1;

/** Stands for "no value": a write needs none, a read leaves none. */
export const NONE = -1;

/** Stands for the completion of a call whose outcome is not known: later than everything. */
export const NEVER = 0x7fffffff;

/** Earlier than every row. */
export const BEFORE_ALL = -2;
