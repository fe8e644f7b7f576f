// The node binary that goes into an offline base, with the shared libraries it is linked to: which ones differs from
// version to version and from build to build (Node 25 and later need libatomic), so they are read off the binary itself.

import { execa } from 'execa';

/** A shared library by the name the binary asks for, and where this machine has it. */
export interface SharedLibrary {
  readonly name: string;
  readonly path: string;
}

/** What the dynamic loader's own package has; it has to be the base's, whatever this machine has. */
const ofTheLoader = /^(linux-vdso|ld-linux|libc|libm|libdl|libpthread|librt|libresolv|libutil)[.-]/;
const timeoutMs = 20_000;

/**
 * The libraries that `binary` needs beyond those of the C library, and those that they need in turn.
 * @throws {Error} one sentence, where one of them is not on this machine, or none can be told.
 */
export async function librariesOf(binary: string): Promise<readonly SharedLibrary[]> {
  const result = await execa('ldd', [binary], {
    reject: false,
    stdin: 'ignore',
    timeout: timeoutMs,
    env: { LC_ALL: 'C' },
  });
  // Linked statically: it brings all it needs.
  if (/not a dynamic executable/.test(`${result.stdout}${result.stderr}`)) return [];
  if (result.exitCode !== 0) {
    const said = result.stderr?.trim().split('\n').at(-1) || result.shortMessage;
    throw new Error(`the libraries that ${binary} needs cannot be told: ${said}`);
  }
  return parseLibraries(result.stdout, binary);
}

/**
 * Reads what `ldd` printed.
 * @throws {Error} naming the libraries this machine lacks.
 */
export function parseLibraries(said: string, binary: string): readonly SharedLibrary[] {
  const found: SharedLibrary[] = [];
  const missing: string[] = [];
  for (const line of said.split('\n')) {
    const [, name, where] = /^\s*(\S+) => (not found|\/\S+)/.exec(line) ?? [];
    if (name === undefined || where === undefined || ofTheLoader.test(name)) continue;
    if (where === 'not found') missing.push(name);
    else found.push({ name, path: where });
  }
  if (missing.length > 0) throw new Error(`${binary} needs ${missing.join(', ')}, which this machine lacks`);
  return found;
}
