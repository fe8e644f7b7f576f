// The bundled simulator, built when first asked for.

import { bundleModule } from '../batch/bundle-module.ts';
import { repositoryPath } from './repository.ts';

let built: Promise<string> | null = null;

/** URL of the module, for threads; its file's name says what is in it. */
export function simulatorUrl(): Promise<string> {
  built ??= bundleModule(repositoryPath('src/cli/simulate.ts'), 'simulator', repositoryPath('.build'));
  return built;
}

/** The module itself, for this thread. */
export async function loadSimulator(): Promise<typeof import('./simulate.ts')> {
  return (await import(await simulatorUrl())) as typeof import('./simulate.ts');
}
