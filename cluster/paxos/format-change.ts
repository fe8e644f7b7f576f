// Raises the format of the cluster: once every member says that it reads a newer one, the leader proposes it as an entry
// of the log, and each node writes it from where it applies that entry. There is no way back: whoever does not know the
// format is refused from then on.

import type { Env } from '../env.ts';
import type { Peering } from '../peering.ts';
import { diskFormats, refusalOf } from '../versions.ts';
import type { Replica } from './replica.ts';

/** What a state machine keeps of formats. */
export interface FormatKeeper {
  /** What the cluster has agreed to write, as of the last entry applied. */
  inUse(): number;
  /** The command that begins a format. */
  encodeChange(format: number): Uint8Array;
}

/** Halts the node when the cluster goes on to a format that it does not know; to be registered before anybody writes. */
export function guardFormat(env: Env, { inUse }: FormatKeeper): () => void {
  return () => {
    const refusal = inUse() > diskFormats.newest ? refusalOf(inUse(), 'The cluster writes') : null;
    if (refusal !== null) env.halt(refusal);
  };
}

/** Proposes the newest format of all members while this node leads. */
export function raiseFormat(env: Env, replica: Replica, peering: Peering, formats: FormatKeeper): void {
  let proposed = { ballot: 0, format: 0 };
  const consider = (): void => {
    if (formats.inUse() >= diskFormats.newest) return;
    const term = replica.leadership();
    const format = peering.commonDiskFormat();
    if (term === null || !term.reconfirmed() || format <= formats.inUse()) return;
    if (proposed.ballot === term.ballot && proposed.format >= format) return;
    proposed = { ballot: term.ballot, format };
    env.logger.info('format-proposed', { format });
    env.sometimes('format-raised');
    term.propose(formats.encodeChange(format));
  };
  peering.onHello(consider);
  replica.group.applier.onApplied(consider);
}
