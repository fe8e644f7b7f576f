// Every argument and every option that is given has to say something. An empty one is mostly a variable of a script that was
// not set, and would otherwise be taken for the nearest thing: the newest run, the current folder, all addresses.

import type { Command } from 'commander';
import { usageFailure } from './failure.ts';

const unsetVariable = 'a variable of this command line may not be set';

/** @throws {CommandFailure} for an argument or an option without a text */
export function requireGiven(command: Command): void {
  command.registeredArguments.forEach((argument, position) => {
    const given: unknown = command.processedArgs[position];
    if (isBlank(given)) throw usageFailure(`The argument <${argument.name()}> is empty: ${unsetVariable}.`);
  });
  for (const option of command.options) {
    if (isBlank(command.getOptionValue(option.attributeName())))
      throw usageFailure(`${option.long ?? option.flags} is empty: ${unsetVariable}.`);
  }
}

function isBlank(given: unknown): boolean {
  if (Array.isArray(given)) return given.some(isBlank);
  return typeof given === 'string' && given.trim() === '';
}
