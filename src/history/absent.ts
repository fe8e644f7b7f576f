// What stands in a column, or is given instead of a position, where there is nothing. A module without imports: its numbers
// are put where they are used when the program is bundled.

/** No key, no value, no other end: what a column holds where there is nothing. */
export const absent = -1;

/** What `idOfText` gives for bytes that are not UTF-8. */
export const notText = -2;
