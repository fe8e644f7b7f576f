// `builds.json` of a run that came in a bundle: what the builds that its plan names are, so that the same ones are made
// elsewhere. A mutant's edits come as a file of their own, anything else as the commit it was.

import { join } from 'node:path';
import { z } from 'zod';
import type { Plan } from '../../plan/plan.ts';
import { readJson } from '../read-json.ts';
import type { RunFiles } from '../run-files.ts';

const carriedSchema = z.union([
  z.strictObject({ commit: z.string().regex(/^[0-9a-f]{40}$/) }),
  z.strictObject({
    kind: z.enum(['mutant', 'variant']),
    file: z.string().regex(/^builds\/[a-z0-9]+(-[a-z0-9]+)*\.json$/),
  }),
]);

const carriedBuildsSchema = z.strictObject({
  format: z.literal(1),
  version: carriedSchema.nullable(),
  upgradeTo: carriedSchema.nullable(),
});

/** `null` for a build that is named the same everywhere, or that cannot be carried. */
export type CarriedBuilds = Readonly<z.infer<typeof carriedBuildsSchema>>;
export type CarriedBuild = Readonly<z.infer<typeof carriedSchema>>;

/**
 * The plan with the builds that came with it in place of the names it had where it ran.
 * @throws {StoreError} when builds.json cannot be understood
 */
export async function withCarriedBuilds(plan: Plan, { builds, directory }: RunFiles): Promise<Plan> {
  const carried = await readJson(builds, carriedBuildsSchema);
  if (carried === null) return plan;
  const nameOf = (one: CarriedBuild): string =>
    'commit' in one ? one.commit : `${one.kind}:${join(directory, one.file)}`;
  return {
    ...plan,
    ...(carried.version === null ? {} : { version: nameOf(carried.version) }),
    ...(carried.upgradeTo === null ? {} : { upgradeTo: nameOf(carried.upgradeTo) }),
  };
}
