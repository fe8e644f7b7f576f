// Writes the few files a host or a build needs as a tar archive, the one format the daemon takes files in
// (POSIX.1-1988 ustar: 512-byte header, content padded to 512 bytes, two empty blocks at the end).

export interface TarEntry {
  /** Relative to where the archive is unpacked; at most 100 bytes. */
  readonly path: string;
  readonly content: Uint8Array | string;
  /** Permissions: 0o644, readable by all, when absent. */
  readonly mode?: number;
}

const blockBytes = 512;

/** All entries are plain files, owned by root. */
export function createTar(entries: readonly TarEntry[]): Buffer {
  const blocks: Uint8Array[] = [];
  for (const entry of entries) {
    const content = typeof entry.content === 'string' ? Buffer.from(entry.content) : entry.content;
    blocks.push(header(entry.path, content.length, entry.mode ?? 0o644), content);
    blocks.push(Buffer.alloc((blockBytes - (content.length % blockBytes)) % blockBytes));
  }
  blocks.push(Buffer.alloc(2 * blockBytes));
  return Buffer.concat(blocks);
}

function header(path: string, sizeBytes: number, mode: number): Buffer {
  if (Buffer.byteLength(path) > 100) throw new Error(`path too long for a tar archive: ${path}`);
  const block = Buffer.alloc(blockBytes);
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
  block.write(path, 0);
  block.write(octal(mode, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(sizeBytes, 11), 124);
  block.write(octal(0, 11), 136);
  block.write(' '.repeat(8), 148);
  block.write('0', 156);
  block.write('ustar\u000000', 257, 'latin1');
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${octal(sum, 6)}\u0000 `, 148, 'latin1');
  return block;
}
