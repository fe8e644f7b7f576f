// The builds that a plan runs: one, or two for an upgrade under load.

import type { SimulatedJob } from '../batch/job.ts';
import type { Plan } from '../plan/plan.ts';
import type { Bundle, BundlePart } from '../worlds/build.ts';
import { nodeProtocolOf } from '../worlds/node-protocol.ts';
import type { WorldOptions } from '../worlds/options.ts';
import { buildVersion } from './build-version.ts';
import { usageFailure } from './failure.ts';

export interface PlanBuilds {
  readonly version: Bundle;
  /** `null` where the plan has only one. */
  readonly upgrade: Bundle | null;
}

/** @throws {CommandFailure} with one sentence about what is wrong with a build, or when both are the same. */
export async function buildPlan(
  plan: Pick<Plan, 'version' | 'upgradeTo'>,
  part: BundlePart = 'server',
  build: typeof buildVersion = buildVersion,
): Promise<PlanBuilds> {
  const version = await build(plan.version, part);
  if (plan.upgradeTo === undefined) return { version, upgrade: null };
  const upgrade = await build(plan.upgradeTo, part);
  if (upgrade.description === version.description) {
    throw usageFailure(
      `--version and --upgrade-to both name the build ${version.description}: there is nothing to change.`,
    );
  }
  if (part === 'server') await requireOneProtocol(version, upgrade);
  return { version, upgrade };
}

/** A mixture of builds that do not speak with each other is not a cluster. */
async function requireOneProtocol(version: Bundle, upgrade: Bundle): Promise<void> {
  const [from, to] = await Promise.all([nodeProtocolOf(version.path), nodeProtocolOf(upgrade.path)]);
  if (from === null || to === null || from === to) return;
  throw usageFailure(
    `${version.description} speaks version ${from} of the protocol between nodes and ${upgrade.description} version ${to}: nodes of both cannot share a cluster, so this upgrade needs all nodes stopped and is no rolling one; choose builds of one version.`,
  );
}

/** What exactly was tested, for the results. */
export function versionsOf({ version, upgrade }: PlanBuilds): Readonly<Record<string, string>> {
  return {
    anvil: version.description,
    bundle: version.digest,
    ...sourceOf(version, 'commit', 'changes'),
    ...(upgrade === null
      ? {}
      : {
          upgradeTo: upgrade.description,
          upgradeBundle: upgrade.digest,
          ...sourceOf(upgrade, 'upgradeCommit', 'upgradeChanges'),
        }),
  };
}

function sourceOf({ source }: Bundle, commitName: string, changesName: string): Record<string, string> {
  return {
    ...(typeof source?.commit === 'string' ? { [commitName]: source.commit } : {}),
    ...(typeof source?.changes === 'string' ? { [changesName]: source.changes } : {}),
  };
}

/** For a world of real hosts. */
export function bundleOptions({
  version,
  upgrade,
}: PlanBuilds): Pick<WorldOptions, 'bundlePath' | 'upgrade'> {
  if (upgrade === null) return { bundlePath: version.path };
  const descriptions = { version: version.description, upgrade: upgrade.description };
  return { bundlePath: version.path, upgrade: { bundlePath: upgrade.path, descriptions } };
}

/** For a simulated run. */
export function modulesOf({
  version,
  upgrade,
}: PlanBuilds): Pick<SimulatedJob, 'modulePath' | 'upgradeModulePath'> {
  return {
    modulePath: version.path,
    ...(upgrade === null ? {} : { upgradeModulePath: upgrade.path }),
  };
}
