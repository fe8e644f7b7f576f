// Times and bounds of the connections between nodes.

export const transportLimits = {
  /** Longest message, before it is sealed. A longer one is dropped by its sender, loudly. */
  frameBytes: 64 << 20,
  /** Messages are sealed together up to about so many bytes, or one by one where they are longer. */
  sealedTogetherBytes: 64 << 10,
  /** Messages and bytes waiting for one peer; beyond it the oldest are dropped. */
  queuedMessages: 4096,
  queuedBytes: 64 << 20,
  /** A message that could not be sent for so long is worth nothing any more. */
  queuedMs: 1000,
  /** Bytes handed to the system and not yet taken; beyond it messages wait in the queue. */
  writingBytes: 4 << 20,
  /** Without a sign of life for so long while sending, the connection is given up: after a partition TCP alone would wait for seconds. */
  silenceMs: 1000,
  /** Signs of life are at least so far apart. */
  lifeSignIntervalMs: 100,
  /** A lost peer is dialled anew so often, also while earlier attempts are pending. */
  dialIntervalMs: 300,
  /** An attempt that has not proven itself is given up after so long. */
  attemptMs: 1500,
  /** The other side accepted the connection and may be slow to prove itself: no further attempt for so long. */
  proofPatienceMs: 1000,
  attempts: 5,
  /** Connections that have proven nothing yet. */
  strangers: 64,
  /** Incoming connections kept of one peer; beyond it the oldest is closed. */
  incomingPerPeer: 4,
} as const;
