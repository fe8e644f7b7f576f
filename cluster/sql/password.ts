// CREATE USER and ALTER USER without their passwords: the statement that is replicated carries only the hash that
// mysql_native_password stores.

import type { SqlValue } from '../statement.ts';
import type { UserStatement } from './ast.ts';
import { SqlError } from './errors.ts';
import { sha1 } from './sha1.ts';
import { bytesOfText, hexadecimalOf, literalOf } from './values.ts';

/** `SHA1(SHA1(password))`; nothing for no password. */
export function passwordHash(password: string): Uint8Array {
  return password === '' ? new Uint8Array() : sha1(sha1(bytesOfText(password)));
}

type CredentialStatement = UserStatement & { readonly kind: 'createUser' | 'alterUser' };

/** The same statement with the password replaced by its hash; it takes no parameters any more. */
export function withHashedPassword(statement: CredentialStatement, parameters: readonly SqlValue[]): string {
  const { kind, user, conditional, credential } = statement;
  const hash =
    credential.kind === 'hash' ? credential.hash : passwordHash(passwordOf(credential.password, parameters));
  const condition = kind === 'createUser' ? 'IF NOT EXISTS ' : 'IF EXISTS ';
  const text = hash.length === 0 ? '' : `*${hexadecimalOf(hash)}`;
  return (
    `${kind === 'createUser' ? 'CREATE' : 'ALTER'} USER ${conditional ? condition : ''}${literalOf(user)}@'%' ` +
    `IDENTIFIED WITH mysql_native_password AS '${text}'`
  );
}

function passwordOf(
  expression: (CredentialStatement['credential'] & { kind: 'password' })['password'],
  parameters: readonly SqlValue[],
): string {
  let value: SqlValue = null;
  if (expression.kind === 'literal') value = expression.value;
  if (expression.kind === 'parameter') value = parameters[expression.index] ?? null;
  if (typeof value === 'string') return value;
  throw new SqlError(1064, '42000', 'IDENTIFIED BY takes the password as a string');
}
