// A mutant is a deliberately broken build of Anvil, kept as a few exact source edits: what is replaced, by what, and
// which workload and faults should expose it. Anvil itself carries no flags for being wrong.

import { z } from 'zod';
import { type Plan, planSchema } from '../plan/plan.ts';
import { editedBuildFields, loadEditedBuilds, readEditedBuild } from './edited-build.ts';

const { shape } = planSchema;

/** What a plan takes, but for what a hunt decides: name, world, seed and builds. */
const runSettings = {
  workload: shape.workload,
  /** Names of fault packages, or of collections of them (`all`, `hell`). */
  nemesis: shape.nemesis,
  packagesPerRun: shape.packagesPerRun,
  nodes: shape.nodes.exactOptional(),
  concurrency: shape.concurrency.exactOptional(),
  /** Short for `ratePerSecond`. */
  rate: shape.ratePerSecond.exactOptional(),
  ratePerSecond: shape.ratePerSecond.exactOptional(),
  timeSeconds: shape.timeSeconds.exactOptional(),
  faultIntervalSeconds: shape.faultIntervalSeconds.exactOptional(),
  faultSharePercent: shape.faultSharePercent,
  targets: shape.targets,
  schedule: shape.schedule,
  operationTimeoutMs: shape.operationTimeoutMs.exactOptional(),
  settleSeconds: shape.settleSeconds.exactOptional(),
  /** Faults at their moments, where chance would need many runs to bring them together. */
  faults: shape.faults,
  operations: shape.operations,
  knobs: shape.knobs,
  thresholds: shape.thresholds,
  stopEarly: shape.stopEarly,
  invariants: shape.invariants,
  checking: shape.checking,
};

const mutantSchema = z.strictObject({
  ...editedBuildFields,
  /** The variant that the edits are made on top of, in place of this checkout as it is. */
  onTopOf: z.string().min(1).optional(),
  /** The run that should expose it; what is left out has the default of a run. */
  exposedBy: z.strictObject({
    ...runSettings,
    /** What is different where hosts are real: time is that of the machine there, and a second holds fewer operations and faults. */
    onHosts: z
      .strictObject({
        ...runSettings,
        workload: runSettings.workload.exactOptional(),
        nemesis: runSettings.nemesis.exactOptional(),
      })
      .exactOptional(),
    /** The second build, where the mutant is the first. */
    upgradeTo: z.string().min(1).optional(),
    /** The first build, where the mutant is the second. */
    upgradeFrom: z.string().min(1).optional(),
  }),
});

/** The run that should expose a mutant in one world. */
export type RunSettings = Omit<Mutant['exposedBy'], 'onHosts' | 'upgradeTo' | 'upgradeFrom'>;

export type Mutant = Readonly<z.infer<typeof mutantSchema>>;

/** What should expose a mutant in this world. */
export function settingsIn(world: Plan['world'], { exposedBy }: Mutant): RunSettings {
  const { onHosts, upgradeTo: _to, upgradeFrom: _from, ...settings } = exposedBy;
  return world === 'sim' ? settings : { ...settings, ...onHosts };
}

/**
 * Reads one mutant file.
 * @throws {Error} with one sentence that names the file and the field.
 */
export function readMutant(path: string): Mutant {
  return readEditedBuild(path, 'mutant', mutantSchema);
}

/**
 * Every mutant of a directory (`*.json`), in order of their names.
 * @throws {Error} with one sentence when the directory or a file in it cannot be read, or two share a name.
 */
export function loadMutants(directory: string): readonly Mutant[] {
  return loadEditedBuilds(directory, 'mutant', readMutant);
}
