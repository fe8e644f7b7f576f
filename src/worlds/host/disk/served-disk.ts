// One mounted disk: tree, journal, faults and requests put together, and what the harness can ask of it.

import type { RandomSource } from '../../../random/source.ts';
import { createDiskFaultState } from '../../sim/disk/faults.ts';
import { flipStoredBit } from './bit-flip.ts';
import { createCalls } from './calls.ts';
import type { DiskCommand, DiskState } from './control.ts';
import { createDispatcher } from './dispatcher.ts';
import type { FuseRequest } from './fuse-requests.ts';
import { createNameJournal, type NameJournal, type SyncRules } from './name-journal.ts';
import { losePower } from './power-loss.ts';
import { createTree } from './tree.ts';

export interface ServedDisk {
  dispatch(request: FuseRequest): void;
  /** @throws {Error} in one sentence, for a command that cannot be carried out. */
  carryOut(command: DiskCommand): DiskState;
}

/** What is kept for undoing may not grow beyond this; then everything counts as written back, as a kernel would do. */
const largestHeldBytes = 256 * 1024 * 1024;
/** Faults end by themselves when no command came for so long. */
const leaseMs = 20_000;

/** Serves the current directory. */
export function createServedDisk(
  rules: SyncRules,
  random: RandomSource,
  reply: (unique: number, errno: number, body?: Buffer) => void,
): ServedDisk {
  const faultRandom = random.fork('faults');
  const faults = createDiskFaultState({ chance: (perMille) => faultRandom.below(1000) < perMille }, () =>
    performance.now(),
  );
  const journal: NameJournal = createNameJournal(rules, () => tree.clearGraveyard());
  const tree = createTree(() => journal);
  let heldBytes = 0;

  const onChange = (added: number): void => {
    heldBytes += added + 100;
    if (heldBytes <= largestHeldBytes) return;
    heldBytes = tree.files().reduce((sum, [, file]) => sum + file.history.heldBytes(), 0);
    if (heldBytes <= largestHeldBytes / 2) return;
    journal.commitAll();
    for (const [, file] of tree.files()) file.history.sync(journal.lastSequence());
    faults.count('written-back');
    heldBytes = 0;
  };
  const calls = createCalls({ tree, journal, faults, random: random.fork('writes'), onChange });
  const dispatcher = createDispatcher(calls, faults, reply, tree.forget);
  const powerRandom = random.fork('power');
  const flipRandom = random.fork('bit-flips');

  const heal = (): void => {
    faults.heal();
    dispatcher.release();
  };
  let lease: NodeJS.Timeout | null = null;
  const renewLease = (): void => {
    if (lease !== null) clearTimeout(lease);
    lease = null;
    if (faults.conditions().length === 0 && !faults.awaitsWrite() && !dispatcher.isCut()) return;
    lease = setTimeout(() => {
      faults.count('ended-by-itself');
      if (dispatcher.isCut()) dispatcher.restorePower();
      heal();
    }, leaseMs);
  };
  const obey = (command: DiskCommand): boolean => {
    switch (command.do) {
      case 'inject':
        faults.inject(command.fault);
        return true;
      case 'heal':
        heal();
        return true;
      case 'damage':
        if (command.damage.kind !== 'bit-flip') {
          faults.damageNextWrite(command.damage.kind);
          return true;
        }
        if (!flipStoredBit(tree, flipRandom)) return false;
        faults.count('bit-flip');
        return true;
      case 'cut-power':
        calls.forgetSyncs();
        dispatcher.cutPower();
        return true;
      case 'power-off': {
        calls.forgetSyncs();
        dispatcher.restorePower();
        const { names, bytes, tornWrites } = losePower(tree, journal, powerRandom);
        faults.count('power-loss');
        faults.count('lost-names', names);
        faults.count('lost-bytes', bytes);
        faults.count('torn-writes', tornWrites);
        return true;
      }
      case 'state':
        return true;
      default:
        throw new Error(`a disk knows no command ${JSON.stringify(command)}`);
    }
  };
  return {
    dispatch: (request) => dispatcher.dispatch(request),
    carryOut(command) {
      const done = obey(command);
      renewLease();
      return {
        hits: faults.hits(),
        conditions: faults.conditions(),
        damaged:
          faults.awaitsWrite() ||
          tree.files().some(([path, file]) => !path.startsWith('damaged-') && file.history.isDamaged()),
        done,
      };
    },
  };
}
