// The commands of the readme and the documentation, as a person would type them, read off their ```sh fences.
//
// A comment on the line before a fence says how a test runs it:
//   <!-- test: replace "--time 600" "--time 6" -->   the same with another text in place of one
//   <!-- test: instead <command> -->                  another form of the same command
//   <!-- test: exit 1 -->                             the exit code it has to end with, 0 where nothing is said
//   <!-- test: needs mariadb -->                      a program that has to be installed
// Several of them are separated by `;`.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../tidy/source-files.ts';

export interface DocumentedCommand {
  readonly file: string;
  readonly lineNumber: number;
  /** What the page says. */
  readonly written: string;
  /** What the test runs. */
  readonly run: string;
  readonly exitCode: number;
  /** A program without which it cannot run; `null` for none. */
  readonly needs: string | null;
}

interface Directives {
  readonly replace: readonly (readonly [string, string])[];
  readonly instead: string | null;
  readonly exitCode: number;
  readonly needs: string | null;
}

function parseDirectives(line: string): Directives {
  const comment = /^<!-- test: (.*) -->$/.exec(line.trim())?.[1];
  const parts = comment === undefined ? [] : comment.split(';').map((part) => part.trim());
  const valueOf = (word: string): string | null =>
    parts.find((part) => part.startsWith(`${word} `))?.slice(word.length + 1) ?? null;
  const known = parts.every((part) => /^(replace "[^"]+" "[^"]*"|instead .+|exit \d+|needs \w+)$/.test(part));
  if (!known) throw new Error(`This is no directive for a documented command: ${line}`);
  const replace = parts.flatMap((part) => {
    const match = /^replace "([^"]+)" "([^"]*)"$/.exec(part);
    return match === null ? [] : [[match[1] ?? '', match[2] ?? ''] as const];
  });
  return {
    replace,
    instead: valueOf('instead'),
    exitCode: Number(valueOf('exit') ?? 0),
    needs: valueOf('needs'),
  };
}

/** A command may go on over lines that end in a backslash. */
function commandsOf(block: readonly string[]): readonly string[] {
  return block
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Every command of one page, in order. */
export function documentedCommands(file: string): readonly DocumentedCommand[] {
  const lines = readFileSync(join(repositoryRoot, file), 'utf8').split('\n');
  const commands: DocumentedCommand[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    if (lines[index] !== '```sh') continue;
    const directives = parseDirectives(lines[index - 1] ?? '');
    const end = lines.indexOf('```', index);
    for (const written of commandsOf(lines.slice(index + 1, end))) {
      const replaced = directives.replace.reduce((text, [from, to]) => text.replace(from, to), written);
      const { exitCode, needs } = directives;
      commands.push({
        file,
        lineNumber: index + 1,
        written,
        run: directives.instead ?? replaced,
        exitCode,
        needs,
      });
    }
    index = end;
  }
  return commands;
}
