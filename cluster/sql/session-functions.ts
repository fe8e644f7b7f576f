// Names of the functions whose value depends on the session or the moment, not on the data (upper case).

function names(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** Those that tell the time. NOW(3) and its like may say how many fractional digits. */
export const timeFunctions = names(`
  NOW CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP SYSDATE UTC_TIMESTAMP UNIX_TIMESTAMP
  CURDATE CURRENT_DATE UTC_DATE CURTIME CURRENT_TIME UTC_TIME`);

/** All of them; RAND and those after it are known only to be refused. */
export const sessionFunctions: ReadonlySet<string> = new Set([
  ...timeFunctions,
  ...names(`
  DATABASE SCHEMA USER CURRENT_USER SESSION_USER SYSTEM_USER CONNECTION_ID VERSION
  LAST_INSERT_ID ROW_COUNT FOUND_ROWS
  RAND UUID UUID_SHORT SLEEP GET_LOCK RELEASE_LOCK`),
]);

/** Those that may be written without parentheses. */
export const bareSessionFunctions = names(`
  CURRENT_USER CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP
  CURRENT_DATE CURRENT_TIME UTC_TIMESTAMP UTC_DATE UTC_TIME`);
