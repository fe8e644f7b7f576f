// The numbers of the MySQL client/server protocol that this server speaks: commands, capabilities, types, flags, errors.
// Names follow the MySQL source documentation ("Client/Server Protocol") without their prefixes.

/** First byte of a command packet. */
export const Command = {
  quit: 0x01,
  initDatabase: 0x02,
  query: 0x03,
  fieldList: 0x04,
  statistics: 0x09,
  ping: 0x0e,
  changeUser: 0x11,
  statementPrepare: 0x16,
  statementExecute: 0x17,
  statementSendLongData: 0x18,
  statementClose: 0x19,
  statementReset: 0x1a,
  setOption: 0x1b,
  resetConnection: 0x1f,
} as const;

/** Capability bits that client and server agree on in the handshake. */
export const Capability = {
  longPassword: 0x1,
  foundRows: 0x2,
  longFlag: 0x4,
  connectWithDatabase: 0x8,
  protocol41: 0x200,
  interactive: 0x400,
  tls: 0x800,
  transactions: 0x2000,
  secureConnection: 0x8000,
  multipleResults: 0x2_0000,
  pluginAuthentication: 0x8_0000,
  connectionAttributes: 0x10_0000,
  lengthEncodedAuthentication: 0x20_0000,
  deprecateEof: 0x100_0000,
} as const;

/** What this server offers. No TLS, no compression, one statement a query. */
export const serverCapabilities =
  Capability.longPassword |
  Capability.foundRows |
  Capability.longFlag |
  Capability.connectWithDatabase |
  Capability.protocol41 |
  Capability.interactive |
  Capability.transactions |
  Capability.secureConnection |
  Capability.multipleResults |
  Capability.pluginAuthentication |
  Capability.connectionAttributes |
  Capability.lengthEncodedAuthentication |
  Capability.deprecateEof;

/** Type byte of columns and parameters. */
export const FieldType = {
  decimal: 0,
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  null: 6,
  timestamp: 7,
  longLong: 8,
  int24: 9,
  date: 10,
  time: 11,
  dateTime: 12,
  year: 13,
  varChar: 15,
  bit: 16,
  json: 245,
  newDecimal: 246,
  enumeration: 247,
  set: 248,
  tinyBlob: 249,
  mediumBlob: 250,
  longBlob: 251,
  blob: 252,
  varString: 253,
  string: 254,
  geometry: 255,
} as const;

export const ColumnFlag = { blob: 0x10, binary: 0x80 } as const;

/** `utf8mb4_general_ci`, which every client of MySQL and MariaDB knows, and `binary`. */
export const CharacterSet = { utf8mb4: 45, binary: 63 } as const;

export const StatusFlag = { autocommit: 0x2 } as const;

/** MySQL's error numbers with their SQLSTATE, as far as the wire itself raises them. */
export const WireError = {
  tooManyConnections: { code: 1040, sqlState: '08004' },
  handshake: { code: 1043, sqlState: '08S01' },
  accessDenied: { code: 1045, sqlState: '28000' },
  hostBlocked: { code: 1129, sqlState: 'HY000' },
  unknownCommand: { code: 1047, sqlState: '08S01' },
  internal: { code: 1105, sqlState: 'HY000' },
  packetTooLarge: { code: 1153, sqlState: '08S01' },
  packetsOutOfOrder: { code: 1156, sqlState: '08S01' },
  wrongArguments: { code: 1210, sqlState: 'HY000' },
  notText: { code: 1300, sqlState: 'HY000' },
  unknownStatement: { code: 1243, sqlState: 'HY000' },
  tooManyStatements: { code: 1461, sqlState: '42000' },
  malformedPacket: { code: 1835, sqlState: '08S01' },
} as const;

export const nativePasswordPlugin = 'mysql_native_password';

/** Longest payload of one packet; a longer one goes on in the next, and a packet shorter than this ends it. */
export const maxPacketPayloadBytes = 0xff_ff_ff;
