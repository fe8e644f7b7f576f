// Four bytes at a time: comparing a short name with another is comparing an integer or two.

/** Four ASCII characters as `DataView.getInt32` reads them, lowest first. */
export const word = (text: string): number => Buffer.from(text).readInt32LE();

/** Masks a word that was written with a last character of \0. */
export const threeBytes = 0xffffff;
