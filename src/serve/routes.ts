// Which page an address is of.

import { readRun } from '../store/open-run.ts';
import { readSuite, suiteFiles } from '../store/suite.ts';
import { addressOf } from './addresses.ts';
import type { Answer } from './answer.ts';
import { choiceOf } from './choose-runs.ts';
import type { Followers } from './follow.ts';
import { followPage } from './follow-page.ts';
import { followedRun } from './follow-run.ts';
import { followedSuite } from './follow-suite.ts';
import { followSuitePage } from './follow-suite-page.ts';
import { listPage } from './list-page.ts';
import type { AskedFor } from './request.ts';
import type { RunIndex } from './run-index.ts';
import { type RunLine, readRunLine } from './run-line.ts';
import type { RunPages } from './run-pages.ts';
import { openBelow, realPathBelow } from './saved-file.ts';
import { sidePage } from './side-page.ts';
import { trendPage } from './trend-page.ts';
import { versionsSeen } from './versions-seen.ts';

export interface Site {
  /** The results folder. */
  readonly root: string;
  readonly index: RunIndex;
  readonly pages: RunPages;
  readonly followers: Followers;
}

const refusal = (status: number, reason: string): Answer => ({ kind: 'refusal', status, reason });
const missing = refusal(404, 'There is no such page here: / lists the runs.');
const busy = refusal(503, 'Too many pages are being made just now: try again in a moment.');

/** @throws {Error} where files cannot be understood, with one sentence */
export async function answerTo({ path, query, lastEventId }: AskedFor, site: Site): Promise<Answer> {
  const [page = '', name = '', time = '', ...rest] = path;
  if (path.length === 0) return shown(await listPage(await site.index.runs(), choiceOf(query), site.root));
  if (page === 'side' && path.length === 1) return answerSide(query, site);
  if (page === 'trend' && path.length === 1)
    return shown(await trendPage(await versionsSeen(site.root, (await site.index.runs()).lines)));
  if (page === 'file' && rest.length > 0) return answerFile(path.slice(1), site);
  if (path.length !== 3) return missing;
  const directory = await realPathBelow(site.root, [name, time]);
  if (directory === null) return refusal(404, 'There is no such run under the results folder: / lists them.');
  if (page === 'run') return answerRun(directory, { name, time }, site);
  if (page === 'follow') return answerFollow(directory, { name, time });
  if (page === 'events') return answerEvents(directory, [name, time], lastEventId, site);
  return missing;
}

function shown(page: Awaited<ReturnType<typeof listPage>>): Answer {
  return { kind: 'page', status: 200, page };
}

async function answerRun(
  directory: string,
  folder: Pick<RunLine, 'name' | 'time'>,
  { pages }: Site,
): Promise<Answer> {
  const { kind, outcome } = await readRunLine(directory);
  if (outcome === 'running' && kind !== 'batch')
    return { kind: 'elsewhere', location: addressOf('follow', folder) };
  const page = await pages.pageOf(directory, kind === 'unreadable' ? 'run' : kind);
  return page === null ? busy : shown(page);
}

async function answerFollow(directory: string, folder: Pick<RunLine, 'name' | 'time'>): Promise<Answer> {
  const suite = await readSuite(suiteFiles(directory));
  return shown(
    suite === null
      ? await followPage(folder, await readRun(directory))
      : await followSuitePage(folder, suite),
  );
}

async function answerEvents(
  directory: string,
  names: readonly string[],
  lastEventId: string | null,
  { root, followers }: Site,
): Promise<Answer> {
  const given = Number(lastEventId ?? 0);
  const offset = Number.isSafeInteger(given) && given > 0 ? given : 0;
  const isSuite = (await readSuite(suiteFiles(directory))) !== null;
  const followed = isSuite ? followedSuite(root, names) : followedRun(root, names);
  // Asked last, so that nobody else takes the place meanwhile.
  if (!followers.hasRoom())
    return refusal(503, 'Too many browsers follow runs just now: close one of their pages.');
  return { kind: 'stream', start: (response) => followers.follow(followed, offset, response) };
}

async function answerFile(names: readonly string[], { root }: Site): Promise<Answer> {
  const file = await openBelow(root, names);
  return file === null
    ? refusal(404, 'There is no such file under the results folder.')
    : { kind: 'file', file };
}

async function answerSide(query: URLSearchParams, { root }: Site): Promise<Answer> {
  const wanted = query.getAll('run');
  if (wanted.length !== 2) return refusal(400, 'Two runs stand side by side: tick two in the list.');
  const lines: RunLine[] = [];
  for (const one of wanted) {
    const directory = await realPathBelow(root, one.split('/'));
    if (directory === null) return refusal(404, 'One of the two runs is not there any more.');
    lines.push(await readRunLine(directory));
  }
  const [left, right] = lines as [RunLine, RunLine];
  return shown(await sidePage(left, right));
}
