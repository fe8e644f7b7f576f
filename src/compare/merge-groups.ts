// Runs that were run by one plan, put together from wherever they were saved.

import type { Plan } from '../plan/plan.ts';
import { type Group, isFreeField } from './sample.ts';

/**
 * Groups of one name and one plan become one, in the order in which they first come; of those with another plan each gets a name
 * of its own, such as `register, plan 2`.
 */
export function mergeGroups(groups: readonly Group[]): readonly Group[] {
  const merged = new Map<string, Group & { readonly runs: Group['runs'][number][] }>();
  const plansOfName = new Map<string, number>();
  for (const { name, plan, runs } of groups) {
    const key = `${name} ${planKey(plan)}`;
    const known = merged.get(key);
    if (known !== undefined) {
      known.runs.push(...runs);
      continue;
    }
    const number = (plansOfName.get(name) ?? 0) + 1;
    plansOfName.set(name, number);
    merged.set(key, { name: number === 1 ? name : `${name}, plan ${number}`, plan, runs: [...runs] });
  }
  return [...merged.values()];
}

/** Equal for plans that compare. */
function planKey(plan: Plan): string {
  const decisive = Object.entries(plan).filter(([field]) => !isFreeField(field));
  return JSON.stringify(decisive.sort(([left], [right]) => (left < right ? -1 : 1)));
}
