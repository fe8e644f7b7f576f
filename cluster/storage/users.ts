// Users and the hashes of their passwords. Sessions replace every password by its hash before a statement is replicated,
// so that no log ever holds one.

import type { UserStatement } from '../sql/ast.ts';
import { notSupported, SqlError } from '../sql/errors.ts';
import type { WrittenOutcome } from '../statement.ts';
import { written } from './execution.ts';

/** `SHA1(SHA1(password))` by user name; empty for a user without password. */
export type Users = Map<string, Uint8Array>;

function failed(statement: string, user: string): SqlError {
  return new SqlError(1396, 'HY000', `Operation ${statement} failed for '${user}'@'%'`);
}

/**
 * Executes CREATE USER, ALTER USER or DROP USER.
 *
 * @param rootUser the one user who cannot be dropped.
 * @throws SqlError 1396 where the user exists already, or does not.
 */
export function executeUser(users: Users, statement: UserStatement, rootUser: string): WrittenOutcome {
  if (statement.kind === 'dropUser') return dropUsers(users, statement.users, statement.ifExists, rootUser);
  const { kind, user, conditional, credential } = statement;
  if (credential.kind !== 'hash')
    throw notSupported('passwords in the log; sessions replace them by their hash');
  const wanted = kind === 'alterUser';
  if (users.has(user) !== wanted) {
    if (conditional) return written(0, 0);
    throw failed(wanted ? 'ALTER USER' : 'CREATE USER', user);
  }
  users.set(user, credential.hash.slice());
  return written(0, 0);
}

function dropUsers(
  users: Users,
  names: readonly string[],
  ifExists: boolean,
  rootUser: string,
): WrittenOutcome {
  for (const name of names) {
    if (name === rootUser || (!users.has(name) && !ifExists)) throw failed('DROP USER', name);
  }
  for (const name of names) users.delete(name);
  return written(0, 0);
}
