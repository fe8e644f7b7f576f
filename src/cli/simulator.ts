// The bundled simulator, built when first asked for.

import { buildSimulator } from '../batch/build-simulator.ts';
import { repositoryPath } from './repository.ts';

/** URL of the module, for threads. */
export function simulatorUrl(): Promise<string> {
  return buildSimulator(repositoryPath('src/cli/simulate.ts'), repositoryPath('.build'));
}

/** The module itself, for this thread. */
export async function loadSimulator(): Promise<typeof import('./simulate.ts')> {
  return (await import(await simulatorUrl())) as typeof import('./simulate.ts');
}
