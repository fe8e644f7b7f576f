// Sentences of the programs that run before the bundle is there: what a terminal would take for commands, or would not show,
// is written as an escape, as `src/report/terminal-text.ts` does for all others.

/** The text in one line. */
export function visibleText(text) {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu, (found) => {
    const digits = found.codePointAt(0).toString(16);
    return digits.length > 4 ? `\\u{${digits}}` : `\\u${digits.padStart(4, '0')}`;
  });
}
