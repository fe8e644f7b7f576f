// Datagrams that show what becomes of packets on a link, and the one way in which rules are given to a host's netfilter.
// Nothing listens for the datagrams: the counters that they pass tell how far they came.

import type { Link, NodeName } from '../world.ts';
import type { Host } from './host.ts';

/** For cuts. No shape touches these. */
export const cutProbePort = 7999;
/** For shapes. */
export const shapeProbePort = 7998;

/** The script that adds rules to a table, all or none; a chain that is declared is emptied. */
export function restoreRules(table: 'filter' | 'mangle', rules: readonly string[]): string {
  return ["iptables-restore --noflush --wait 5 <<'RULES'", `*${table}`, ...rules, 'COMMIT', 'RULES'].join(
    '\n',
  );
}

/** A few datagrams over each link: one could be lost to another fault. */
export async function sendProbes(
  links: readonly Link[],
  hostOf: (node: NodeName) => Host,
  port: number,
): Promise<void> {
  const targets = new Map<NodeName, string[]>();
  for (const { from, to } of links) targets.set(from, [...(targets.get(from) ?? []), hostOf(to).address]);
  const sends = [...targets].map(([from, addresses]) => {
    const send = `echo probe >"/dev/udp/$address/${port}"`;
    return hostOf(from).exec(
      `for address in ${addresses.join(' ')}; do { ${send}; ${send}; ${send}; } 2>/dev/null; done; true`,
    );
  });
  await Promise.all(sends);
}
