// What a session answers itself, what it sends on, and what it never lets out.

import { describe, expect, it } from 'vitest';
import { newMachine, sessionOn } from '../storage/database.ts';

describe('a session', () => {
  it('answers what drivers ask at connect by itself', () => {
    const session = sessionOn();
    for (const sql of [
      'SET NAMES utf8mb4',
      'SET AUTOCOMMIT = 1',
      'select @@version_comment limit 1',
      'SELECT @@session.auto_increment_increment AS auto_increment_increment, @@character_set_client',
      "SHOW VARIABLES LIKE 'lower_case_%'",
      "SHOW VARIABLES WHERE Variable_name = 'sql_mode'",
      'SHOW WARNINGS',
      '/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE */',
      'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
      'SELECT DATABASE(), USER()',
      'COMMIT',
      'ROLLBACK',
    ]) {
      expect({ sql, ...session.execute(sql) }).not.toMatchObject({ kind: 'error' });
    }
    expect(session.sent).toEqual([]);
  });

  it('sends on what is asked of the nodes', () => {
    const session = sessionOn();
    expect(session.execute('ALTER SYSTEM SNAPSHOT')).toMatchObject({ message: 'snapshot' });
    expect(session.execute("ALTER SYSTEM SWITCH LEADER TO 'n2'")).toMatchObject({ message: 'switchLeader' });
    expect(session.sent).toEqual(['ALTER SYSTEM SNAPSHOT', "ALTER SYSTEM SWITCH LEADER TO 'n2'"]);
  });

  it('knows itself', () => {
    expect(sessionOn().execute('SELECT DATABASE(), USER(), CONNECTION_ID(), NOW()')).toMatchObject({
      rows: [['test', 'alice@%', 42, '2024-05-06 07:08:09']],
    });
  });

  it('keeps variables', () => {
    const session = sessionOn();
    session.execute('SET @x = 5, sql_safe_updates = ON');
    expect(session.execute('SELECT @x + 1, @@sql_safe_updates, @unset')).toMatchObject({
      rows: [[6, 1, null]],
    });
    expect(session.execute('SELECT @@no_such_thing')).toMatchObject({ code: 1193 });
  });

  it('writes what only it knows into the statements it sends', () => {
    const session = sessionOn();
    session.execute('CREATE TABLE log (at DATETIME, who TEXT, x INT)');
    session.execute("SET @x = 'it''s'");
    session.execute('INSERT INTO log VALUES (NOW(), USER(), ?)', 3);
    session.execute('SELECT * FROM log WHERE who = @x');
    expect(session.sent.slice(1)).toEqual([
      "INSERT INTO log VALUES ('2024-05-06 07:08:09', 'alice@%', ?)",
      "SELECT * FROM log WHERE who = 'it''s'",
    ]);
  });

  it('qualifies names outside the database it began in', () => {
    const session = sessionOn();
    session.execute('CREATE DATABASE shop');
    session.execute('USE shop');
    session.execute('CREATE TABLE orders (k INT PRIMARY KEY)');
    session.execute('INSERT INTO orders VALUES (1)');
    expect(session.execute('SHOW TABLES')).toMatchObject({ rows: [['orders']] });
    expect(session.execute('SELECT orders.k FROM orders')).toMatchObject({ rows: [[1]] });
    expect(session.execute('SELECT * FROM test.orders')).toMatchObject({ code: 1146 });
    session.execute('DROP DATABASE shop');
    expect(session.execute('SELECT * FROM orders')).toMatchObject({ code: 1046 });
  });

  it('stays where it is when USE names no database', () => {
    const session = sessionOn();
    expect(session.execute('USE nowhere')).toMatchObject({ code: 1049 });
    expect(session.execute('SELECT DATABASE()')).toMatchObject({ rows: [['test']] });
  });

  it('sends the request id of the hint along', () => {
    const session = sessionOn();
    session.execute('CREATE TABLE t (k INT PRIMARY KEY AUTO_INCREMENT, v INT)');
    const insert = 'INSERT /*+ REQUEST_ID(?, ?) */ INTO t (v) VALUES (?)';
    expect(session.execute(insert, 'a', 1, 5)).toEqual(session.execute(insert, 'a', 1, 6));
    expect(session.execute('SELECT v FROM t')).toMatchObject({ rows: [[5]] });
    expect(session.execute('SELECT LAST_INSERT_ID()')).toMatchObject({ rows: [[1]] });
  });

  it('never lets a password out', () => {
    const machine = newMachine();
    const session = sessionOn(machine);
    session.execute("CREATE USER 'app'@'%' IDENTIFIED BY 'Tr0ub4dor'");
    session.execute('CREATE USER other IDENTIFIED BY ?', 'Tr0ub4dor');
    session.execute("ALTER USER app IDENTIFIED WITH mysql_native_password BY 'Tr0ub4dor2'");
    expect(session.sent.join()).not.toContain('Tr0ub4dor');
    expect(machine.passwordHash('app')).toHaveLength(20);
    expect(machine.passwordHash('other')).not.toEqual(machine.passwordHash('app'));
    expect(machine.passwordHash('nobody')).toBeNull();
  });

  it('says that there are no transactions', () => {
    const session = sessionOn();
    expect(session.execute('BEGIN')).toMatchObject({ code: 1235 });
    expect(session.execute('START TRANSACTION')).toMatchObject({ code: 1235 });
  });

  it('admits that it cannot roll back a write under autocommit=0', () => {
    const session = sessionOn();
    session.execute('CREATE TABLE t (k INT)');
    session.execute('SET autocommit = 0');
    session.execute('INSERT INTO t VALUES (1)');
    expect(session.execute('ROLLBACK')).toMatchObject({ code: 1196 });
    expect(session.execute('ROLLBACK')).toMatchObject({ kind: 'written' });
    session.execute('INSERT INTO t VALUES (2)');
    expect(session.execute('COMMIT')).toMatchObject({ kind: 'written' });
    expect(session.execute('ROLLBACK')).toMatchObject({ kind: 'written' });
  });

  it('refuses a wrong number of parameters', () => {
    expect(sessionOn().execute('SELECT ?')).toMatchObject({ code: 1210 });
  });
});
