// The commits between two refs that change the database: along first parents, so that a merge counts as one step.

import { execa } from 'execa';
import type { Commit } from '../../compare/bisect.ts';
import { infrastructureFailure, usageFailure } from '../failure.ts';

const mostCommits = 100_000;

/**
 * From `good` to the last one up to `bad` that changes the database, both included; `good` first.
 * @throws {CommandFailure} for an unknown ref, or where `bad` does not come after `good`
 */
export async function commitsBetween(
  repository: string,
  good: string,
  bad: string,
): Promise<readonly Commit[]> {
  const git = execa({ cwd: repository, reject: false, stdin: 'ignore' });
  const hashOf = async (ref: string): Promise<string> => {
    const { stdout, exitCode } =
      await git`git rev-parse --verify --quiet --end-of-options ${`${ref}^{commit}`}`;
    if (exitCode !== 0) throw usageFailure(`"${ref}" is no commit that git knows in ${repository}.`);
    return stdout;
  };
  const [from, to] = [await hashOf(good), await hashOf(bad)];
  if (from === to)
    throw usageFailure(`${good} and ${bad} are the same commit: there is nothing between them.`);
  const ancestor = await git`git merge-base --is-ancestor ${from} ${to}`;
  if (ancestor.exitCode !== 0)
    throw usageFailure(`${bad} does not come after ${good}: name an ancestor of ${bad} as the good one.`);
  const logged =
    await git`git log --first-parent --reverse --format=%H%x09%s -n ${mostCommits} ${`${from}..${to}`} -- cluster`;
  if (logged.failed) throw infrastructureFailure(`git cannot list the commits: ${logged.stderr}`);
  if (logged.stdout === '')
    throw usageFailure(
      `No commit from ${good} to ${bad} changes cluster/, the database: both are the same build.`,
    );
  const subject = await git`git log -1 --format=%s ${from}`;
  const commits = logged.stdout.split('\n').map((line) => {
    const [hash = '', ...rest] = line.split('\t');
    return { hash, subject: rest.join(' ') };
  });
  return [{ hash: from, subject: subject.stdout }, ...commits];
}
