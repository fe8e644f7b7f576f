// Waits for all parts of something being made, also when one fails: what is still under way would escape the removal.

/** Like `Promise.all`, but rejects, with the first failure, only once nothing is under way any more. */
export async function settleAll<T>(parts: readonly Promise<T>[]): Promise<readonly T[]> {
  const results = await Promise.allSettled(parts);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason as Error;
    return result.value;
  });
}
