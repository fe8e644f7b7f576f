// What a node says of itself, as far as a timeline of it needs: numbers that a database gives in the form Anvil does.

import type { NodeSample } from '../store/progress.ts';
import type { NodeName, NodeReport, World } from '../worlds/world.ts';
import { within } from './bounded.ts';

const clockTimeoutMs = 500;

/** @param report `raw` may be anything; what is no number there is left out */
export function nodeSampleOf({ node, role, serving, applied, raw }: NodeReport): NodeSample {
  const status = fieldsOf(raw);
  const log = fieldsOf(status['log']);
  return {
    node,
    role,
    serving,
    ...numberUnder('ballot', status['ballot']),
    ...numberUnder('leaseMs', status['leaseRemainingMs']),
    ...numberUnder('last', log['lastLogId']),
    ...numberUnder('committed', log['committedLogId']),
    ...numberUnder('applied', applied?.position),
  };
}

function numberUnder<Name extends string>(name: Name, value: unknown): { readonly [Key in Name]?: number } {
  if (typeof value !== 'number' || !Number.isFinite(value)) return {};
  // Three digits after the point tell as much as anybody sees.
  return { [name]: Math.round(value * 1000) / 1000 } as { readonly [Key in Name]?: number };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** How far each host's wall clock is off, where the world can move it; a host that does not say is left out. */
export async function clockOffsets({
  simulated,
  faults,
  nodes,
  clock,
}: World): Promise<Readonly<Record<NodeName, number>>> {
  if (simulated !== undefined) return rounded(Object.entries(simulated.wallOffsetsMs()));
  const agent = faults.clock;
  if (agent === undefined) return {};
  const read = async (node: NodeName): Promise<readonly (readonly [NodeName, number])[]> => {
    try {
      return [[node, await within(clock, clockTimeoutMs, node, () => agent.offsetMs(node))]];
    } catch {
      return [];
    }
  };
  return rounded((await Promise.all(nodes.map(read))).flat());
}

function rounded(offsets: readonly (readonly [NodeName, number])[]): Readonly<Record<NodeName, number>> {
  return Object.fromEntries(offsets.map(([node, ms]) => [node, Math.round(ms * 1000) / 1000]));
}
