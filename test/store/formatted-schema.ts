// A published schema as the formatter writes it: short lists on one line.

export function formattedSchema(schema: object): string {
  const json = JSON.stringify(schema, null, 2).replaceAll(
    /^( *)(.*)\[\n\s+("[^[\]{}]*")\s+\]/gm,
    (whole, indent: string, before: string, words: string) => {
      const line = `${indent}${before}[${words.replaceAll(/\s*\n\s*/g, ' ')}]`;
      return line.length <= 110 ? line : whole;
    },
  );
  return `${json}\n`;
}
