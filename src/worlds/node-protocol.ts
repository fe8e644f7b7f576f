// Which protocol the nodes of a build speak with each other, as its bundle says: builds of two versions cannot share a
// cluster, so an upgrade from one to the other cannot be a rolling one.

import { readFile } from 'node:fs/promises';

/** As a node greets whoever connects, see `cluster/server/transport/proof.ts`. */
const greeting = /\banvil-node\/(\d{1,9})\b/;

/** The version in the file of a build; `null` where it names none, or cannot be read. */
export async function nodeProtocolOf(bundlePath: string): Promise<number | null> {
  const text = await readFile(bundlePath, 'utf8').catch(() => '');
  const found = greeting.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}
