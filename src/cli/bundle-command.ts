// `ordeal bundle`: a saved run as one small file that other machines open.

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { carryBuilds } from '../bundle/carry-builds.ts';
import { readBatch } from '../store/batch.ts';
import { packRun } from '../store/bundle/pack-run.ts';
import { bundleEnding } from '../store/bundle/unpack-run.ts';
import { writeNewNamedFile } from '../store/named-file.ts';
import { openRun } from '../store/open-run.ts';
import { buildVersion, findEditedBuild } from './build-version.ts';
import { usageFailure } from './failure.ts';
import { type JsonFlag, openScreen, printJson } from './output.ts';
import { programName, repositoryPath, shownPath } from './repository.ts';
import { resultsDirectory } from './results-directory.ts';

interface BundleFlags extends JsonFlag {
  readonly output?: string;
  readonly data?: boolean;
}

async function bundle(target: string, flags: BundleFlags): Promise<void> {
  const run = await openRun(resultsDirectory(), target);
  if (run.results === null && (await readBatch(run.files.directory)) !== null) {
    throw usageFailure(
      `${target} is a batch of seeds, not one run: bundle one of the runs that \`./ordeal check ${target}\` names.`,
    );
  }
  const file = resolve(flags.output ?? `${run.name}-${run.time}${bundleEnding}`);
  const { notes, ...builds } = await carryBuilds(run, {
    repositoryRoot: repositoryPath('.'),
    findEdited: findEditedBuild,
    build: buildVersion,
  });
  const { content, files, leftOut } = await packRun(run, { everything: flags.data === true, ...builds });
  if (!(await writeNewNamedFile(file, [content])))
    throw usageFailure(`${file} exists already: name another file with --output, or remove it first.`);
  const screen = openScreen(flags);
  for (const note of notes) screen.line(screen.paint.yellow(note));
  if (leftOut.length > 0) screen.line(`without ${leftOut.join(', ')} (--data takes them along)`);
  screen.line(`bundle ${shownPath(file)}  ${Math.ceil(content.length / 1024)} KiB, ${files} files`);
  screen.line(`${screen.paint.dim('again')}  ${programName()} replay ${shownPath(file)}`);
  if (flags.json === true) await printJson({ bundle: file, bytes: content.length, files, leftOut, notes });
}

export function addBundleCommand(program: Command): void {
  program
    .command('bundle')
    .description('pack a saved run into one small file, to replay, check, shrink or show it elsewhere')
    .argument('<run>', 'a saved run (a name under results/ or a path)')
    .option('--output <file>', `the file (default: the name and time of the run, ending in ${bundleEnding})`)
    .option('--data', 'take along what was on the disks of the nodes, and logs of any length')
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .action(bundle);
}
