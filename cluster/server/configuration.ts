// The file a node is started with: `node anvil.js config.json`. Checked as a whole before anything is opened.

import { z } from 'zod';

const port = z.int().min(1).max(65_535);

export const serverConfigurationSchema = z.strictObject({
  name: z.string().min(1),
  /** Every voter's node-to-node address as `host:port`, this node included. */
  peers: z.record(z.string(), z.string().regex(/^.+:\d+$/)),
  listen: z.strictObject({ host: z.string(), mysqlPort: port, nodePort: port, httpPort: port }),
  dataDirectory: z.string().min(1),
  /** Shared by the nodes of one cluster; a stranger without it is refused. Never logged. */
  clusterSecret: z.string().min(16),
  rootUser: z.strictObject({ name: z.string().min(1), password: z.string() }),
  /** Overrides of `defaultTimings` by name. */
  timings: z.record(z.string(), z.number().positive()).default({}),
});

export type ServerConfiguration = Readonly<z.infer<typeof serverConfigurationSchema>>;
