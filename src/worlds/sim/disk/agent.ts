// Disk faults of the simulated world. Damage goes through the fault atlas, which keeps every committed entry
// recoverable unless the plan says otherwise.

import type { DiskFaults } from '../../world.ts';
import type { Act } from '../fault-act.ts';
import type { FaultAtlas } from '../fault-atlas.ts';
import type { Simulation } from '../simulation.ts';
import type { SimulatedDisk } from './disk.ts';

/** Makes the disk family. */
export function createDiskFaults(simulation: Simulation, act: Act, atlas: FaultAtlas): DiskFaults {
  const diskOf = (node: string): SimulatedDisk => simulation.disks[simulation.indexOf(node)] as SimulatedDisk;
  return {
    inject: (node, fault) =>
      act(`disk-${fault.kind}`, () => {
        if (fault.kind === 'lying-sync' && !atlas.allowsUndetectable) {
          throw new Error(
            `The disk of ${node} may not lie about syncs: no node could notice the loss, so a committed entry could go.`,
          );
        }
        diskOf(node).faults.inject(fault);
      }),
    heal: (node) =>
      act('disk-heal', () => {
        diskOf(node).faults.heal();
        diskOf(node).releaseHungCalls();
      }),
    damage: (node, damage) =>
      act(`disk-${damage.kind}`, () => {
        const allowed = atlas.mayDamage(simulation.indexOf(node));
        return allowed && diskOf(node).damage(damage);
      }),
    wipe: (node) =>
      act('wipe', () => {
        const host = simulation.indexOf(node);
        if (!atlas.mayDamage(host)) return false;
        simulation.processes.kill(host);
        diskOf(node).fileSystem.wipe();
        atlas.noteWiped(host);
        return true;
      }),
    isEmpty: (node) => act('disk-list', () => diskOf(node).fileSystem.names().length === 0),
    powerOff: (nodes) =>
      act('power-off', () => simulation.powerOff(nodes.map((node) => simulation.indexOf(node)))),
    hits: (node) => act('disk-hits', () => diskOf(node).faults.hits()),
  };
}
