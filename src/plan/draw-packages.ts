// Swarm testing: of many fault packages, each seed takes a few. A run with all of them is so full of faults that most find
// nothing left to hit, and that some hide what others would have shown; runs with few each, over many seeds, meet every
// combination. Groce et al., Swarm Testing, ISSTA 2012.

import { createRandomSource } from '../random/source.ts';
import { createRandomStream } from '../random/stream.ts';
import type { Plan } from './plan.ts';

/** The plan of one run, with the packages that its seed draws, in the plan's order; the same plan where it takes all of its packages. */
export function drawPackages(plan: Plan): Plan {
  const { packagesPerRun, ...rest } = plan;
  if (packagesPerRun === undefined) return plan;
  const random = createRandomSource(createRandomStream(plan.seed).fork('nemesis/packages'));
  const drawn = new Set(random.shuffle(plan.nemesis).slice(0, packagesPerRun));
  return { ...rest, nemesis: plan.nemesis.filter((name) => drawn.has(name)) };
}
