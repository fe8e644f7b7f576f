// System variables as clients expect them of a MySQL 8 server. Most only answer questions; a session can set any of them
// for itself.

import type { SqlValue } from '../statement.ts';
import { SqlError } from './errors.ts';

/** What clients read as the server's version: MySQL's syntax and behaviour level, then ours. */
export const serverVersion = '8.0.36-anvil';

const defaults: ReadonlyMap<string, SqlValue> = new Map<string, SqlValue>(
  Object.entries({
    auto_increment_increment: 1,
    auto_increment_offset: 1,
    autocommit: 1,
    big_tables: 0,
    character_set_client: 'utf8mb4',
    character_set_connection: 'utf8mb4',
    character_set_database: 'utf8mb4',
    character_set_results: 'utf8mb4',
    character_set_server: 'utf8mb4',
    character_set_system: 'utf8mb3',
    collation_connection: 'utf8mb4_bin',
    collation_database: 'utf8mb4_bin',
    collation_server: 'utf8mb4_bin',
    default_storage_engine: 'Anvil',
    foreign_key_checks: 1,
    have_ssl: 'DISABLED',
    innodb_lock_wait_timeout: 50,
    init_connect: '',
    interactive_timeout: 28_800,
    license: 'none',
    lock_wait_timeout: 50,
    lower_case_table_names: 0,
    max_allowed_packet: 16_777_216,
    max_execution_time: 0,
    net_buffer_length: 16_384,
    net_read_timeout: 30,
    net_write_timeout: 60,
    performance_schema: 0,
    query_cache_size: 0,
    query_cache_type: 'OFF',
    session_track_schema: 1,
    sql_auto_is_null: 0,
    sql_mode: 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO',
    sql_notes: 1,
    sql_quote_show_create: 1,
    sql_safe_updates: 0,
    sql_select_limit: 18_446_744_073_709_551_615n,
    sql_warnings: 0,
    ssl_cipher: '',
    system_time_zone: 'UTC',
    time_zone: 'SYSTEM',
    transaction_isolation: 'SERIALIZABLE',
    transaction_read_only: 0,
    tx_isolation: 'SERIALIZABLE',
    tx_read_only: 0,
    unique_checks: 1,
    version: serverVersion,
    version_comment: 'Anvil',
    version_compile_os: 'node',
    wait_timeout: 28_800,
  }),
);

const switches: Readonly<Record<string, SqlValue>> = { on: 1, off: 0, true: 1, false: 0 };

/** The system variables of one session. */
export interface SystemVariables {
  /** @throws SqlError 1193 for an unknown variable. */
  get(name: string): SqlValue;
  /** `DEFAULT` gives back the value from the beginning. @throws SqlError 1193 */
  set(name: string, value: SqlValue): void;
  all(): readonly (readonly [name: string, value: SqlValue])[];
}

function unknownVariable(name: string): SqlError {
  return new SqlError(1193, 'HY000', `Unknown system variable '${name}'`);
}

export function createSystemVariables(): SystemVariables {
  const changed = new Map<string, SqlValue>();
  const get = (name: string): SqlValue => {
    const value = changed.get(name) ?? defaults.get(name);
    if (value === undefined) throw unknownVariable(name);
    return value;
  };
  return {
    get,
    set: (name, value) => {
      const initial = defaults.get(name);
      if (initial === undefined) throw unknownVariable(name);
      if (typeof value === 'string' && value.toUpperCase() === 'DEFAULT') changed.delete(name);
      else if (typeof initial === 'number' && typeof value === 'string') {
        changed.set(name, switches[value.toLowerCase()] ?? value);
      } else changed.set(name, value);
    },
    all: () => [...defaults.keys()].map((name) => [name, get(name)] as const),
  };
}
