// The labels on everything made in the daemon: what finds leftovers, and what keeps a sweep off other people's things.

import { currentOwner } from '../owner.ts';

export const runLabel = 'ordeal.run';
export const ownerLabel = 'ordeal.owner';

export const labelsOf = (runId: string): Record<string, string> => ({
  [runLabel]: runId,
  [ownerLabel]: currentOwner(),
});
