// Where runs are saved: `results/` in the checkout, or where ORDEAL_RESULTS says.

import { resolve } from 'node:path';
import { repositoryPath } from './repository.ts';

export function resultsDirectory(): string {
  const chosen = process.env['ORDEAL_RESULTS'] ?? '';
  return chosen.trim() === '' ? repositoryPath('results') : resolve(chosen);
}
