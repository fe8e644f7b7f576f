// How a command ends badly: one sentence for the person and an exit code for the script that called.

/** Thrown by commands; caught once, in `main.ts`, which prints the messages and nothing else. */
export class CommandFailure extends Error {
  /** One sentence for each thing that is wrong. */
  readonly messages: readonly string[];

  constructor(
    messages: string | readonly string[],
    readonly exitCode: number,
  ) {
    const all = typeof messages === 'string' ? [messages] : messages;
    super(all.join(' '));
    this.messages = all;
    this.name = 'CommandFailure';
  }
}

/** The command line cannot be understood. */
export const usageExitCode = 64;
/** The machine, not the database under test, is in the way. */
export const infrastructureExitCode = 3;
/** A defect of Ordeal itself. */
export const crashExitCode = 70;

/** A sentence with its end, whoever wrote it. */
export function sentence(text: string): string {
  return /[.?!)]$/.test(text) ? text : `${text}.`;
}

export function usageFailure(message: string): CommandFailure {
  return new CommandFailure(message, usageExitCode);
}

export function infrastructureFailure(message: string): CommandFailure {
  return new CommandFailure(message, infrastructureExitCode);
}

/** Sentences for the errors of the operating system that a person can do something about. */
const systemErrors: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free some space, or point ORDEAL_RESULTS at another disk',
  EDQUOT: 'the disk quota is used up: free some space, or point ORDEAL_RESULTS at another disk',
  EROFS: 'the file system is read-only: point ORDEAL_RESULTS at a writable directory',
  EACCES: 'permission denied: check who owns it',
  EPERM: 'permission denied: more rights are needed',
  ENOENT: 'there is no such file or directory',
  EISDIR: 'it is a directory, not a file',
  ENOTDIR: 'a part of the path is not a directory',
  EMFILE: 'too many open files: raise `ulimit -n`',
};

function hasCode(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** Turns an operating system error about a path into a failure; `null` when it is something else. */
export function systemFailure(error: unknown): CommandFailure | null {
  if (!hasCode(error)) return null;
  const reason = systemErrors[error.code];
  if (reason === undefined) return null;
  const where = error.path === undefined ? 'The file system refused' : error.path;
  return infrastructureFailure(`${where}: ${reason} (${error.code}).`);
}

/** Why the operating system refused, in words where there are any. */
export function systemReason(error: NodeJS.ErrnoException): string {
  const reason = systemErrors[error.code ?? ''];
  return reason === undefined ? `${messageOf(error)}.` : `${reason} (${error.code}).`;
}

/** The message of an error on one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
