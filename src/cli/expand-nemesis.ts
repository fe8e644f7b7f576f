// `--nemesis all` and `--nemesis hell`: names for every fault package that the world can carry out on this machine. A plan is saved
// with the packages' own names, so that it means the same later and elsewhere.

import { faultPackages } from '../../nemesis/registry.ts';
import { usualFaultShare } from '../../nemesis/rhythm.ts';
import type { Plan } from '../plan/plan.ts';
import { worldCapabilities } from '../worlds/capabilities.ts';
import type { MissingFault } from '../worlds/host/fault-trials.ts';

/**
 * With `all`, a short run draws some of the packages, and each package comes the more seldom the more there are, its faults as long as ever, so that the cluster also works
 * between faults. With `hell` each comes as often as if it were alone: several are always in effect. What even a sound database cannot
 * survive is in neither, and what needs a second build only where there is one.
 */
const collections: readonly string[] = ['all', 'hell'];
/** A run takes so many packages that each has this much of its time: with less they get into each other's way. */
const secondsOfPackage = 5;
/**
 * So many packages at once leave a cluster time to work. On real hosts it takes the nemesis about a second to begin or to end a
 * fault, and longer on a busy machine, so that faults last longer than planned.
 */
const bearablePackages: Readonly<Record<Plan['world'], number>> = { sim: 5, docker: 3, namespaces: 3 };

/** The names of a plan that are packages of their own. */
export function withoutCollections(nemesis: readonly string[]): readonly string[] {
  return nemesis.filter((name) => !collections.includes(name));
}

/**
 * A plan with its collections replaced by the packages they stand for.
 * @param missingFaults what this machine lacks for faults of the plan's world; their packages are left out
 * @param keepsInterval the interval of each package was asked for, and stays
 * @returns also one sentence for each package left out
 */
export function expandNemesis(
  plan: Plan,
  missingFaults: readonly MissingFault[],
  keepsInterval: boolean,
): { readonly plan: Plan; readonly leftOut: readonly string[] } {
  const { nemesis, world, faultIntervalSeconds } = plan;
  const named = withoutCollections(nemesis);
  if (named.length === nemesis.length) return { plan, leftOut: [] };
  const possible = faultPackages.filter(
    ({ needs = [], needsSecondBuild }) =>
      !needs.includes('undetectable-loss') &&
      needs.every((need) => worldCapabilities[world].includes(need)) &&
      (needsSecondBuild !== true || plan.upgradeTo !== undefined),
  );
  const leftOut: string[] = [];
  const chosen = possible.filter(({ name, needs = [], targets = [] }) => {
    if (plan.targets !== undefined && !targets.some((target) => plan.targets?.includes(target))) {
      if (named.includes(name)) return true;
      leftOut.push(`without the faults of ${name}: they cannot be aimed at ${plan.targets.join(', ')}`);
      return false;
    }
    const missing = missingFaults.find(({ capability }) => needs.includes(capability));
    if (missing === undefined || named.includes(name)) return true;
    leftOut.push(`without the faults of ${name}: ${missing.reason}`);
    return false;
  });
  const names = [...new Set([...named, ...chosen.map(({ name }) => name)])];
  if (nemesis.includes('hell')) return { plan: { ...plan, nemesis: names }, leftOut };
  const { packagesPerRun = Math.max(1, Math.floor(plan.timeSeconds / secondsOfPackage)) } = plan;
  const all =
    packagesPerRun < names.length ? { ...plan, nemesis: names, packagesPerRun } : { ...plan, nemesis: names };
  if (packagesPerRun < names.length && plan.packagesPerRun === undefined) {
    leftOut.push(
      `${packagesPerRun} of ${names.length} fault packages a run, drawn by its seed: ${plan.timeSeconds} s are too short for more (--time ${names.length * secondsOfPackage} takes them all)`,
    );
  }
  const times = Math.min(packagesPerRun, names.length) / bearablePackages[world];
  if (keepsInterval || times <= 1) return { plan: all, leftOut };
  const seldomer = {
    faultIntervalSeconds: Math.round(faultIntervalSeconds * times * 10) / 10,
    faultSharePercent: Math.round((usualFaultShare * 1000) / times) / 10,
  };
  return { plan: { ...all, ...seldomer }, leftOut };
}
