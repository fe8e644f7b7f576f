// What a bundle says of the builds of its run, so that the same ones are made elsewhere: the commit, and the edits of a
// mutant or a variant. Only what still builds to the digest of the run is tied to a commit.

import { execa } from 'execa';
import { allEdits, type EditedBuild } from '../mutants/build-mutant.ts';
import type { CarriedBuild } from '../store/bundle/carried-builds.ts';
import type { CarriedFile, PackOptions } from '../store/bundle/pack-run.ts';
import type { SavedRun } from '../store/open-run.ts';
import type { Bundle, BundlePart } from '../worlds/build.ts';

export interface CarryOptions {
  readonly repositoryRoot: string;
  /** What a version changes in the source; `null` for a source as it is. */
  readonly findEdited: (version: string) => EditedBuild | null;
  readonly build: (version: string, part: BundlePart) => Promise<Bundle>;
}

export interface CarriedWithNotes extends Pick<PackOptions, 'builds' | 'buildFiles'> {
  /** One sentence for each build that may not be the same elsewhere. */
  readonly notes: readonly string[];
}

/** As in a run that came in a bundle itself. */
const commitPattern = /^[0-9a-f]{40}$/;

interface Carried {
  readonly build: CarriedBuild | null;
  readonly file?: CarriedFile;
  readonly note?: string;
}

/** Finds out what the builds of a run are. What cannot be carried is a note, not an error. */
export async function carryBuilds(
  { plan, results }: SavedRun,
  options: CarryOptions,
): Promise<CarriedWithNotes> {
  const part = plan.world === 'sim' ? 'node' : 'server';
  const { bundle, upgradeBundle } = results?.versions ?? {};
  const version = await carry(plan.version, bundle, part, plan, options);
  const upgradeTo =
    plan.upgradeTo === undefined ? null : await carry(plan.upgradeTo, upgradeBundle, part, plan, options);
  const all = [version, ...(upgradeTo === null ? [] : [upgradeTo])];
  const files = all.flatMap(({ file }) => (file === undefined ? [] : [file]));
  return {
    builds: { format: 1, version: version.build, upgradeTo: upgradeTo?.build ?? null },
    // Two mutants of one name are one mutant.
    buildFiles: files.filter(({ path }, index) => files.findIndex((one) => one.path === path) === index),
    notes: all.flatMap(({ note }) => (note === undefined ? [] : [note])),
  };
}

async function carry(
  version: string,
  digest: string | undefined,
  part: BundlePart,
  plan: SavedRun['plan'],
  options: CarryOptions,
): Promise<Carried> {
  if (commitPattern.test(version)) return { build: { commit: version } };
  try {
    const edited = options.findEdited(version);
    const isSame = digest === undefined || (await options.build(version, part)).digest === digest;
    const other = `${version} does not build to what ran any more`;
    if (edited !== null) return await carryEdits(edited, isSame ? null : other, plan, options);
    if (!isSame) return { build: null, note: `${other}: the bundle names it, and does not fix its source.` };
    const commit = await commitOf(version, options.repositoryRoot);
    if (commit !== null) return { build: { commit } };
    return {
      build: null,
      note: `${version} is no source of a commit: elsewhere, ${version} may be another build.`,
    };
  } catch (error) {
    return { build: null, note: `${version} cannot be built any more: ${(error as Error).message}` };
  }
}

async function carryEdits(
  edited: EditedBuild,
  difference: string | null,
  { workload, nemesis }: SavedRun['plan'],
  { repositoryRoot }: CarryOptions,
): Promise<Carried> {
  const { kind, name, summary } = edited;
  const commit = difference === null ? (edited.commit ?? (await commitOf('current', repositoryRoot))) : null;
  const content = {
    ...{ format: 1, name, summary, edits: allEdits(edited, repositoryRoot) },
    ...(commit === null ? {} : { commit }),
    ...(kind === 'mutant' ? { exposedBy: { workload, nemesis } } : {}),
  };
  const path = `builds/${kind}-${name}.json`;
  const unclear = difference ?? 'The source has changes that no commit holds';
  return {
    build: { kind, file: path },
    file: { path, text: `${JSON.stringify(content, null, 2)}\n` },
    ...(commit === null ? { note: `${unclear}: elsewhere its edits are made on the source there.` } : {}),
  };
}

/** Full hash of the commit whose database a version is; `null` for a path, and for changes that no commit holds. */
async function commitOf(version: string, repositoryRoot: string): Promise<string | null> {
  const git = execa({ cwd: repositoryRoot, reject: false, stdin: 'ignore' });
  if (version === 'current') {
    const { stdout, failed } = await git`git status --porcelain -- cluster package-lock.json`;
    if (failed || stdout !== '') return null;
  }
  const ref = `${version === 'current' ? 'HEAD' : version}^{commit}`;
  const { stdout, failed } = await git`git rev-parse --verify --quiet --end-of-options ${ref}`;
  return failed ? null : stdout;
}
