// The file a node is started with: `node anvil.js config.json`. Checked as a whole before anything is opened.

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { defaultTimings } from '../timings.ts';
import { ExitCode, StartupError } from './exit.ts';

const port = z.int().min(1).max(65_535);

const serverConfigurationSchema = z
  .strictObject({
    name: z.string().min(1).max(64),
    /** Every voter's node-to-node address as `host:port`, this node included. */
    peers: z.record(z.string().min(1).max(64), z.string().regex(/^.+:\d+$/, 'must be host:port')),
    listen: z.strictObject({ host: z.string(), mysqlPort: port, nodePort: port, httpPort: port }),
    dataDirectory: z.string().min(1),
    /** Shared by the nodes of one cluster; a stranger without it is refused. Never logged. */
    clusterSecret: z.string().min(16),
    rootUser: z.strictObject({ name: z.string().min(1), password: z.string() }),
    /** Overrides of `defaultTimings` by name. */
    timings: z
      .record(z.string(), z.number().positive())
      .default({})
      .refine((timings) => Object.keys(timings).every((name) => name in defaultTimings), {
        error: (issue) =>
          `has a name that is not one of ${Object.keys(defaultTimings).join(', ')}: ${Object.keys(issue.input as object).join(', ')}`,
      }),
    /** What MySQL clients may take at most. */
    clients: z
      .strictObject({
        connections: z.int().min(1).max(65_535).default(1024),
        packetBytes: z
          .int()
          .min(1024)
          .max(1 << 30)
          .default(16 << 20),
      })
      .prefault({}),
  })
  .refine(({ name, peers }) => name in peers, { path: ['name'], error: 'is not among the peers' });

export type ServerConfiguration = Readonly<z.infer<typeof serverConfigurationSchema>>;

/** Checks a configuration. @throws {StartupError} naming the first wrong field, never its value. */
export function parseConfiguration(value: unknown, source: string): ServerConfiguration {
  const result = serverConfigurationSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw new StartupError(
    `${source}: ${field === '' ? 'the configuration' : `"${field}"`} is wrong: ${issue?.message ?? 'unknown reason'}.`,
    ExitCode.usage,
  );
}

/** Reads and checks a configuration file. @throws {StartupError} with one sentence. */
export function readConfiguration(path: string): ServerConfiguration {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new StartupError(
      `Cannot read the configuration ${path}: ${(error as Error).message}.`,
      ExitCode.usage,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, and with it perhaps a secret.
    throw new StartupError(`${path} is not valid JSON; correct it and start again.`, ExitCode.usage);
  }
  return parseConfiguration(value, path);
}
