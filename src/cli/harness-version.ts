// Which Ordeal this is: goes into every saved result.

import { readFileSync } from 'node:fs';
import { repositoryPath } from './repository.ts';

export function harnessVersion(): string {
  const manifest = JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8')) as {
    readonly version: string;
  };
  return manifest.version;
}
