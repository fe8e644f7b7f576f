// The commands as a script for each shell. A word that stands in no list is completed as a file.

import { shellWord } from '../../plan/command-line.ts';
import type { CompletedCommand, CompletedOption } from './completed-commands.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const namesOf = (options: readonly CompletedOption[]): readonly string[] =>
  options.flatMap(({ names }) => names);
const nested = (commands: readonly CompletedCommand[]) => commands.filter(({ path }) => path !== '');

/** `case` branches that follow the words before the cursor from command to command. */
function pathBranches(commands: readonly CompletedCommand[]): string {
  const patterns = nested(commands).map(({ path }) => {
    const words = path.split(' ');
    return `'${words.slice(0, -1).join(' ')}/${words.at(-1)}'`;
  });
  return patterns.join('|');
}

/** Branches that answer with what may follow: values after an option that takes some, else commands, options, arguments. */
function answerBranches(commands: readonly CompletedCommand[]): readonly string[] {
  const afterOptions = commands.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ names, values }) => {
        const patterns = names.map((name) => `'${path}/${name}'`).join('|');
        return `    ${patterns}) choices=${shellWord(values.join(' '))}; only_values=1 ;;`;
      }),
  );
  const others = commands.map(({ path, commands: below, options, values }) => {
    const words = [...below, ...values, ...namesOf(options)].join(' ');
    return `    '${path}'/*) choices=${shellWord(words)} ;;`;
  });
  return [...afterOptions, ...others];
}

function bashScript(commands: readonly CompletedCommand[]): string {
  return [
    '# Completion of ordeal for bash: source <(./ordeal completion bash)',
    '_ordeal() {',
    // `=` and `:` part words in bash; what stands before is left as it is.
    "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} chain='' choices='' only_values='' at",
    '  for ((at = 1; at < COMP_CWORD; at++)); do',
    '    case "$chain/${COMP_WORDS[at]}" in',
    `      ${pathBranches(commands)}) chain="\${chain:+$chain }\${COMP_WORDS[at]}" ;;`,
    '    esac',
    '  done',
    '  case "$chain/$previous" in',
    ...answerBranches(commands),
    '  esac',
    '  COMPREPLY=($(compgen -W "$choices" -- "$current"))',
    '  [[ -z $only_values && $current == -* ]] && compopt +o default 2>/dev/null',
    '  return 0',
    '}',
    'complete -o default -F _ordeal ordeal ./ordeal',
    '',
  ].join('\n');
}

function zshScript(commands: readonly CompletedCommand[]): string {
  return [
    '#compdef ordeal',
    '# Completion of ordeal for zsh: source <(./ordeal completion zsh), after compinit',
    '_ordeal() {',
    "  local previous=${words[CURRENT-1]} chain='' choices='' only_values='' word",
    '  for word in ${words[2,CURRENT-1]}; do',
    '    case "$chain/$word" in',
    `      ${pathBranches(commands)}) chain="\${chain:+$chain }$word" ;;`,
    '    esac',
    '  done',
    '  case "$chain/$previous" in',
    ...answerBranches(commands),
    '  esac',
    '  local -a found',
    '  found=(${=choices})',
    '  (( ${#found} )) && compadd -- $found',
    '  [[ -z $choices || ${words[CURRENT]} != -* ]] && _files',
    '  return 0',
    '}',
    'compdef _ordeal ordeal ./ordeal',
    '',
  ].join('\n');
}

const fishWord = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** When a line of fish applies: all words of the path have been typed, and no command below it. */
function fishCondition({ path, commands }: CompletedCommand): string {
  const typed = path === '' ? [] : path.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`);
  const deeper = commands.length === 0 ? [] : [`not __fish_seen_subcommand_from ${commands.join(' ')}`];
  return [...typed, ...deeper].join('; and ');
}

function fishScript(commands: readonly CompletedCommand[]): string {
  const summaryOf = new Map(commands.map(({ path, summary }) => [path, summary]));
  const lines = commands.flatMap((command) => {
    const { path, commands: below, options, values } = command;
    const condition = fishCondition(command);
    const start = `complete -c ordeal${condition === '' ? '' : ` -n ${fishWord(condition)}`}`;
    const childPath = (name: string): string => (path === '' ? name : `${path} ${name}`);
    return [
      ...below.map((name) => `${start} -f -a ${name} -d ${fishWord(summaryOf.get(childPath(name)) ?? '')}`),
      ...(values.length === 0 ? [] : [`${start} -a ${fishWord(values.join(' '))}`]),
      ...options.map(({ names, takesValue, values: given, summary }) => {
        const flags = names.map((name) =>
          name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
        );
        const value = !takesValue ? '' : given.length === 0 ? ' -r' : ` -x -a ${fishWord(given.join(' '))}`;
        return `${start} ${flags.join(' ')}${value} -d ${fishWord(summary)}`;
      }),
    ];
  });
  return ['# Completion of ordeal for fish: ./ordeal completion fish | source', ...lines, ''].join('\n');
}

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

export function completionScript(shell: Shell, commands: readonly CompletedCommand[]): string {
  return scripts[shell](commands);
}
