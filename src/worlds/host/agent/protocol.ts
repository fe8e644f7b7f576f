// What the harness and the agent on a host say to each other: one JSON document a line, each request answered once.

/** Asks of the wall clock of this host. */
export type ClockRequest =
  | { readonly kind: 'clock-jump'; readonly offsetMs: number }
  | { readonly kind: 'clock-drift'; readonly partsPerMillion: number }
  | { readonly kind: 'clock-reset' }
  /** Answered with the wall clock minus true time in ms, as a program started like the database reads it. */
  | { readonly kind: 'clock-offset' };

export type AgentRequest = ClockRequest;

/** What the agent is started with, as the one parameter of its command line. */
export interface AgentSettings {
  /** Environment under which a program sees the clock of this host; absent where clocks are left alone. */
  readonly clock?: { readonly offsetFile: string; readonly environment: Readonly<Record<string, string>> };
}

export interface NumberedRequest {
  readonly id: number;
  readonly request: AgentRequest;
}

export type AgentAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };
