// Which Ordeal made a result, and where: two results are held against each other long after both were made.

import { z } from 'zod';

export const harnessSchema = z.object({
  commit: z.string().nullable().describe('Full hash of the commit of Ordeal; `null` outside a git checkout.'),
  changes: z
    .string()
    .nullable()
    .describe('How many of its files no commit holds as they were, and a digest of them; `null` for none.'),
  node: z.string().describe('Version of Node.'),
  machine: z.string().describe('Processors, memory and system.'),
});

export type Harness = Readonly<z.infer<typeof harnessSchema>>;
