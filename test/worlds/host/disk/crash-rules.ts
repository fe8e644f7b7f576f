// What a journaling file system may leave after a power loss, as a judge of states: written from the rules alone, with whole
// copies of every content there ever was, so that it shares no idea and no code with the disk it judges.
//
// 1. Names and truncations last from the front: all up to some change, and none after it.
// 2. What a sync covered is among them. `ordered-journal`: a sync covers every change up to the last one of the file or directory
//    that is synced; a sync of data alone, up to the last change of its length. `posix`: the sync of a file covers no names.
// 3. A file that was synced has, in every sector, what it had at the sync or after any later change, or zeros where it
//    ended before; and a length from that at the sync, or at the last lasting truncation, to the longest since.

import type { SyncRules } from '../../../../src/worlds/host/disk/name-journal.ts';
import type { FileStep, TreeContent } from './crash-program.ts';

const sectorBytes = 512;

interface Version {
  readonly step: number;
  readonly content: Buffer;
}

interface ModelFile {
  readonly id: number;
  /** From the last sync on; the first is what the medium certainly has. */
  versions: Version[];
}

/** A directory is the string of its path: programs never rename one. */
type Entry = ModelFile | 'directory';

interface NameChange {
  readonly step: number;
  readonly edits: readonly (readonly [path: string, entry: Entry | null])[];
  /** Ids of files, and paths of directories. */
  readonly touched: readonly (number | string)[];
  readonly concernsData: boolean;
  /** Set for a truncation. */
  readonly truncated?: { readonly file: ModelFile; readonly length: number };
}

/** Judges the states a program may leave behind. */
export interface CrashRules {
  /** Whether `found` is a state that the steps so far may leave; otherwise the reason why it is not. */
  explain(found: TreeContent): string | null;
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** The rules after all of `steps`, on a directory that was empty and synced. */
export function crashRules(steps: readonly FileStep[], rules: SyncRules): CrashRules {
  const current = new Map<string, Entry>();
  const changes: NameChange[] = [];
  let committed = 0;
  let files = 0;

  const fileAt = (path: string): ModelFile => current.get(path) as ModelFile;
  const contentOf = (file: ModelFile): Buffer => (file.versions.at(-1) as Version).content;
  const change = (entry: NameChange): void => {
    for (const [path, value] of entry.edits) {
      if (value === null) current.delete(path);
      else current.set(path, value);
    }
    changes.push(entry);
  };
  /** Everything up to the last change of `what`, or up to `step` if that is later, lasts from now on. */
  const commit = (what: number | string, step: number, dataOnly: boolean): void => {
    const last = changes.findLastIndex(
      (entry) => entry.step <= step || (entry.touched.includes(what) && (!dataOnly || entry.concernsData)),
    );
    committed = Math.max(committed, last + 1);
  };
  const syncFile = (file: ModelFile, step: number, dataOnly: boolean): void => {
    const written = file.versions.findLast(
      ({ content }, index) =>
        index > 0 && (!dataOnly || content.length !== file.versions[index - 1]?.content.length),
    );
    if (rules === 'ordered-journal') commit(file.id, written?.step ?? -1, dataOnly);
    file.versions = [{ step, content: contentOf(file) }];
  };

  for (const [step, action] of steps.entries()) {
    const parent = parentOf(action.path);
    switch (action.do) {
      case 'create': {
        files += 1;
        const file: ModelFile = { id: files, versions: [{ step, content: Buffer.alloc(0) }] };
        change({ step, edits: [[action.path, file]], touched: [parent, file.id], concernsData: true });
        break;
      }
      case 'mkdir':
        change({
          step,
          edits: [[action.path, 'directory']],
          touched: [parent, action.path],
          concernsData: true,
        });
        break;
      case 'rmdir':
        change({ step, edits: [[action.path, null]], touched: [parent, action.path], concernsData: false });
        break;
      case 'unlink':
        change({
          step,
          edits: [[action.path, null]],
          touched: [parent, fileAt(action.path).id],
          concernsData: false,
        });
        break;
      case 'link':
      case 'rename': {
        const file = fileAt(action.path);
        const replaced = current.get(action.to);
        const moves = action.do === 'rename';
        const touched = [
          ...(moves ? [parent] : []),
          parentOf(action.to),
          file.id,
          ...(replaced === undefined ? [] : [(replaced as ModelFile).id]),
        ];
        const gone: NameChange['edits'] = moves ? [[action.path, null]] : [];
        change({ step, edits: [...gone, [action.to, file]], touched, concernsData: false });
        break;
      }
      case 'write': {
        const file = fileAt(action.path);
        const old = contentOf(file);
        const content = Buffer.alloc(Math.max(old.length, action.at + action.length));
        old.copy(content);
        content.fill(action.byte, action.at, action.at + action.length);
        file.versions.push({ step, content });
        break;
      }
      case 'truncate': {
        const file = fileAt(action.path);
        const old = contentOf(file);
        if (old.length === action.length) break;
        const content = Buffer.alloc(action.length);
        old.copy(content);
        file.versions.push({ step, content });
        const truncated = { file, length: action.length };
        change({ step, edits: [], touched: [file.id], concernsData: true, truncated });
        break;
      }
      case 'fsync':
      case 'fdatasync':
        syncFile(fileAt(action.path), step, action.do === 'fdatasync');
        break;
      case 'sync-directory':
        commit(action.path, -1, false);
    }
  }

  return {
    explain(found) {
      let nearest = '';
      for (let lasting = committed; lasting <= changes.length; lasting += 1) {
        const problem = problemWith(found, changes.slice(0, lasting));
        if (problem === null) return null;
        nearest = `with ${lasting} of ${changes.length} changes of names (${committed} committed): ${problem}`;
      }
      return nearest;
    },
  };
}

function problemWith(found: TreeContent, lasting: readonly NameChange[]): string | null {
  const expected = new Map<string, Entry>();
  for (const { edits } of lasting) {
    for (const [path, entry] of edits) {
      if (entry === null) expected.delete(path);
      else expected.set(path, entry);
    }
  }
  const names = (paths: Iterable<string>): string => [...paths].sort().join(' ');
  if (names(found.keys()) !== names(expected.keys()))
    return `found ${names(found.keys())}, expected ${names(expected.keys())}`;
  for (const [path, entry] of expected) {
    const content = found.get(path) ?? null;
    if ((content === null) !== (entry === 'directory')) return `${path} is of the wrong kind`;
    if (entry === 'directory' || content === null) continue;
    const problem = problemWithContent(content, entry, lasting);
    if (problem !== null) return `${path}: ${problem}`;
  }
  return null;
}

function problemWithContent(content: Buffer, file: ModelFile, lasting: readonly NameChange[]): string | null {
  const [base] = file.versions;
  const cut = lasting.findLast(({ step, truncated }) => truncated?.file === file && step > (base?.step ?? 0));
  const since = cut?.step ?? base?.step ?? 0;
  const shortest = cut?.truncated?.length ?? base?.content.length ?? 0;
  const longest = Math.max(
    shortest,
    ...file.versions.filter(({ step }) => step >= since).map((version) => version.content.length),
  );
  if (content.length < shortest || content.length > longest)
    return `${content.length} bytes long, and not ${shortest} to ${longest}`;
  for (let from = 0; from < content.length; from += sectorBytes) {
    const to = Math.min(content.length, from + sectorBytes);
    const sector = content.subarray(from, to);
    const isVersion = file.versions.some((version) => {
      const expected = Buffer.alloc(to - from);
      const end =
        cut !== undefined && version.step < cut.step
          ? Math.min(to, shortestUntil(file, version, lasting))
          : to;
      if (end > from) expected.set(version.content.subarray(from, end));
      return expected.equals(sector);
    });
    if (!isVersion) return `the sector at ${from} is none it ever held`;
  }
  return null;
}

/** The shortest that lasting truncations after a version have made the file. */
function shortestUntil(file: ModelFile, version: Version, lasting: readonly NameChange[]): number {
  const lengths = lasting.flatMap(({ step, truncated }) =>
    truncated?.file === file && step > version.step ? [truncated.length] : [],
  );
  return Math.min(...lengths);
}
