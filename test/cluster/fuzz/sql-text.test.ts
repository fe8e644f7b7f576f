// Whatever text a client sends as a statement, it is read, or refused as MySQL would, in about the time that its length
// takes: mutated statements through lexer, parser, session and state machine. ORDEAL_CASES=100000 tries more of them.

import { expect, test } from 'vitest';
import type { StatementRouter } from '../../../cluster/router.ts';
import { createSession } from '../../../cluster/sql/session.ts';
import type { StatementOutcome } from '../../../cluster/statement.ts';
import type { RandomSource } from '../../../src/random/source.ts';
import { databaseWith } from '../storage/database.ts';
import { fuzzCases, oddNumbers, pick, randomOf } from './mutate.ts';

const seeds = [
  'SELECT id, v FROM t WHERE id BETWEEN 1 AND 5 ORDER BY v DESC LIMIT 3 OFFSET 1',
  'SELECT COUNT(*), MAX(v) AS m, GROUP_CONCAT(DISTINCT v) FROM t GROUP BY id HAVING m > 1 ORDER BY 2',
  "INSERT INTO t (id, v) VALUES (1, 'a'), (2, X'00ff'), (3, DEFAULT) ON DUPLICATE KEY UPDATE v = VALUES(v)",
  "INSERT /*+ REQUEST_ID('c', 7) */ INTO t SET id = 5, v = CONCAT('a', 'b')",
  "UPDATE t SET v = CASE id WHEN 1 THEN 'x' ELSE v END WHERE id IN (1, 2, NULL) OR NOT (v LIKE 'a%' ESCAPE '|')",
  'DELETE FROM test.t WHERE id <=> 3 LIMIT 1',
  "REPLACE INTO t VALUES (1, -9223372036854775808), (0x10, 1e308), (.5, '\\'\\n\\%')",
  "CREATE TABLE IF NOT EXISTS u (a INT NOT NULL AUTO_INCREMENT, b VARCHAR(10) DEFAULT 'x', PRIMARY KEY (a, b)) ENGINE=InnoDB",
  'DROP TABLE IF EXISTS u, test.w',
  'SELECT @@version, @@session.autocommit, @a, NOW(3), DATABASE(), CONNECTION_ID()',
  'SET NAMES utf8mb4, @x = 1 + 2 * 3, autocommit = 1',
  "SHOW TABLES FROM test LIKE 't%'",
  'SHOW CREATE TABLE t',
  'SELECT /*!50000 1 */ + /* c */ 2 -- x\n # y\n, `a``b` FROM t AS `q`',
  "CREATE USER 'u'@'%' IDENTIFIED BY 'p'",
  'SELECT CAST(v AS SIGNED), BINARY v, CONVERT(v USING utf8mb4) FROM t',
  'BEGIN',
  'ALTER SYSTEM SWITCH LEADER TO n2',
  'TRUNCATE TABLE t',
  'DESCRIBE t',
];
const pieces = /\s+|[A-Za-z_@`]+|\d+|'[^']*'|./gs;
const words = [
  'SELECT',
  'FROM',
  'WHERE',
  '(',
  ')',
  ',',
  '.',
  ';',
  '*',
  "'",
  '"',
  '`',
  '\\',
  '/*',
  '*/',
  '/*!',
  '/*+',
  '--',
  '#',
  '\n',
  '@',
  '@@',
  '?',
  '-',
  '+',
  '~',
  '!',
  'NOT',
  'BINARY',
  'BETWEEN',
  'AND',
  'CASE',
  'WHEN',
  'END',
  'IN',
  'LIKE',
  'NULL',
  "X'",
  '0x',
  '1e',
  '1e309',
  '\0',
  '\u{1f600}',
  '\ud800',
  'ORDER',
  'BY',
  'LIMIT',
  'VALUES',
  'DEFAULT',
  'AS',
  'INTERVAL',
  'information_schema',
  '99999999999999999999999',
  '18446744073709551615',
];

/** One piece of a text has at most so many characters. */
const pieceMax = 2 << 20;
const many = (text: string, count: number): string =>
  text.repeat(Math.min(count, Math.floor(pieceMax / Math.max(1, text.length))));

function textOf(random: RandomSource): string {
  const parts = pick(random, seeds).match(pieces) ?? [];
  for (let left = random.below(6); left > 0; left -= 1) {
    const at = random.below(parts.length + 1);
    const change = random.below(7);
    if (change === 0) parts.splice(at, 1);
    else if (change === 1) parts.splice(at, 0, pick(random, words));
    else if (change === 2) parts.splice(at, 1, pick(random, words));
    else if (change === 3) parts.splice(at, 0, String(pick(random, oddNumbers)));
    else if (change === 4)
      parts.splice(at, 0, ...(pick(random, seeds).match(pieces) ?? []).slice(random.below(8)));
    else if (change === 5)
      parts.splice(
        at,
        0,
        many(pick(random, [...words, ...parts]), 1 + random.below(pick(random, [5, 200, 20_000]))),
      );
    else {
      const from = random.below(parts.length + 1);
      const some = parts.slice(from, from + random.below(6)).join('');
      parts.splice(at, 0, many(some, 1 + random.below(pick(random, [4, 60, 3000]))));
    }
  }
  // As a packet of a client, it may have 16 MiB.
  return parts.join('').slice(0, 16 << 20);
}

/** Of all the errors that a text may end in, an internal one is none. */
const internalError = 1105;
/** Of the processor; far more than any takes. One that never ends is caught by the limit of the test. */
const slowMs = 10_000;

test(`${fuzzCases} mutated statements each end in an outcome, and none in an internal error`, () => {
  const setup = [
    'CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(100))',
    "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, NULL)",
  ];
  let database = databaseWith(...setup);
  const router: StatementRouter = {
    read: ({ sql, parameters }, reply) => reply(database.read(sql, ...parameters)),
    write: ({ sql, parameters }, _, reply) => reply(database.write(sql, ...parameters)),
    administer: (_, __, reply) => reply({ kind: 'written', matchedRows: 0, affectedRows: 0 }),
  };
  const errors = new Map<number, number>();
  for (let number = 0; number < fuzzCases; number += 1) {
    if (number % 200 === 0) database = databaseWith(...setup);
    const random = randomOf('sql', number);
    const sql = textOf(random);
    const session = createSession(router, 'root', 1, () => 1e12);
    let outcome: StatementOutcome | null = null;
    const before = process.cpuUsage();
    session.execute({ sql, parameters: [] }, (given) => (outcome = given));
    const about = `input ${number}: ${JSON.stringify(sql.slice(0, 300))} (${sql.length} characters)`;
    expect(process.cpuUsage(before).user / 1000, about).toBeLessThan(slowMs);
    const { code = 0, message = '' } = outcome as unknown as {
      readonly code?: number;
      readonly message?: string;
    };
    if (code === internalError) expect.fail(`${about}: ${message}`);
    errors.set(code, (errors.get(code) ?? 0) + 1);
  }
  // Inputs that all end in the same error would try nothing.
  expect(errors.get(0)).toBeGreaterThan(fuzzCases / 50);
  expect(errors.size).toBeGreaterThan(10);
});
