// The file of a bundle: gzip around JSON lines. The first line says what it is, each other one is a file of the run, as
// text or in base64. A bundle comes from anywhere: sizes, count and paths are bounded before anything is written.

import { isUtf8 } from 'node:buffer';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { bytesText } from '../../files/regular-file.ts';
import { StoreError } from '../store-error.ts';

/** One file of a run. */
export interface BundleMember {
  /** Below the folder of the run, with `/` between its parts. */
  readonly path: string;
  readonly content: Uint8Array;
}

export interface BundleLimits {
  readonly packedBytes: number;
  /** Of all lines together. */
  readonly unpackedBytes: number;
  readonly members: number;
}

/** Enough for a run of a million operations. */
export const bundleLimits: BundleLimits = {
  packedBytes: 64 * 1024 * 1024,
  unpackedBytes: 256 * 1024 * 1024,
  members: 2_000,
};

const headSchema = z.object({
  format: z.literal('ordeal-bundle'),
  version: z.int(),
  members: z.int().min(0),
  /** What is in it, for a person who looks with `zcat`. */
  about: z.record(z.string(), z.json()),
});

const currentVersion = 1;
const longestPath = 200;
const mostFolders = 4;
/** No hidden files, no `..`, no absolute path, nothing that any file system takes for more than a name. */
const namePattern = /^[a-z0-9][a-z0-9._-]*$/i;

const memberSchema = z.union([
  z.strictObject({ path: z.string(), text: z.string() }),
  z.strictObject({ path: z.string(), base64: z.base64() }),
]);

/**
 * The content of the file.
 * @param about shown to whoever looks at the first line
 * @throws {StoreError} when it would be larger than what can be opened
 */
export function packMembers(
  members: readonly BundleMember[],
  about: z.infer<typeof headSchema>['about'],
  limits: BundleLimits = bundleLimits,
): Uint8Array {
  const head = { format: 'ordeal-bundle', version: currentVersion, members: members.length, about };
  const lines = [head, ...members.map(lineOf)].map((line) => Buffer.from(`${JSON.stringify(line)}\n`));
  const bytes = lines.reduce((sum, { length }) => sum + length, 0);
  const tooLarge = `This run is too large for a bundle, which holds at most ${bytesText(limits.unpackedBytes)} and ${limits.members} files: copy its folder instead.`;
  if (bytes > limits.unpackedBytes || members.length > limits.members) throw new StoreError(tooLarge);
  const packed = gzipSync(Buffer.concat(lines), { level: 9 });
  if (packed.length > limits.packedBytes) throw new StoreError(tooLarge);
  return packed;
}

function lineOf({ path, content }: BundleMember): z.infer<typeof memberSchema> {
  const buffer = Buffer.from(content.buffer, content.byteOffset, content.length);
  return isUtf8(buffer) ? { path, text: buffer.toString() } : { path, base64: buffer.toString('base64') };
}

/**
 * The files in a bundle.
 * @param name of the bundle, for errors
 * @throws {StoreError} with one sentence when it is damaged, of another format, too large, or names a path it may not
 */
export function unpackMembers(
  packed: Uint8Array,
  name: string,
  limits: BundleLimits = bundleLimits,
): readonly BundleMember[] {
  const lines = linesOf(unzip(packed, name, limits));
  const head = headSchema.safeParse(parseLine(lines[0]));
  if (!head.success)
    throw new StoreError(`${name} is no bundle of Ordeal: its first line does not say that it is one.`);
  const { version, members: count } = head.data;
  if (version !== currentVersion) {
    throw new StoreError(
      `${name} is a bundle of version ${version}; this Ordeal opens version ${currentVersion}.`,
    );
  }
  if (count > limits.members) {
    throw new StoreError(`${name} holds ${count} files, and a bundle at most ${limits.members}.`);
  }
  if (lines.length - 1 !== count) {
    throw new StoreError(`${name} is damaged: it has ${lines.length - 1} files, but should have ${count}.`);
  }
  const members = lines.slice(1).map((line, index) => memberOf(line, index + 2, name));
  const seen = new Set<string>();
  for (const { path } of members) {
    if (seen.has(path)) throw new StoreError(`${name} is damaged: it has ${path} twice.`);
    seen.add(path);
  }
  return members;
}

function unzip(packed: Uint8Array, name: string, { packedBytes, unpackedBytes }: BundleLimits): Buffer {
  if (packed.length > packedBytes) {
    throw new StoreError(`${name} is larger than ${bytesText(packedBytes)}, which no bundle is.`);
  }
  try {
    return gunzipSync(packed, { maxOutputLength: unpackedBytes });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new StoreError(
        `${name} would unpack to more than ${bytesText(unpackedBytes)}, which no bundle does.`,
      );
    }
    throw new StoreError(`${name} is damaged, or no bundle of Ordeal: ${message}.`);
  }
}

function linesOf(text: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf(10, from);
    const to = newline === -1 ? text.length : newline;
    lines.push(text.subarray(from, to));
    from = to + 1;
  }
  return lines;
}

function parseLine(line: Buffer | undefined): unknown {
  try {
    return JSON.parse(line?.toString() ?? '');
  } catch {
    return undefined;
  }
}

function memberOf(line: Buffer, number: number, name: string): BundleMember {
  const parsed = memberSchema.safeParse(parseLine(line));
  if (!parsed.success) throw new StoreError(`${name} is damaged: line ${number} of it is no file of a run.`);
  const { path } = parsed.data;
  const parts = path.split('/');
  if (
    path.length > longestPath ||
    parts.length > mostFolders ||
    !parts.every((part) => namePattern.test(part))
  ) {
    throw new StoreError(
      `${name} cannot be trusted: it holds the path ${JSON.stringify(path.slice(0, longestPath))}, which no run has. Nothing was written.`,
    );
  }
  const content =
    'text' in parsed.data ? Buffer.from(parsed.data.text) : Buffer.from(parsed.data.base64, 'base64');
  return { path, content };
}
