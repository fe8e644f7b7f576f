// Calls as a correct object would answer them: every call takes effect at one drawn instant, or, when its outcome stays
// unknown, perhaps never. What comes out is linearizable by construction.

import * as fc from 'fast-check';
import { type Call, NEVER } from '../../../src/checkers/linearizability/call-columns.ts';
import { type Action, inconsistent, type Model } from '../../../src/checkers/linearizability/model.ts';
import type { JsonValue } from '../../../src/history/operation.ts';

/** Draws of whole numbers below a bound. */
export type Draw = (bound: number) => number;

/** What a client asks next: function and argument. */
export type Ask = (draw: Draw, state: JsonValue) => readonly [f: string, input: JsonValue];

export interface Simulation {
  readonly model: Model;
  readonly ask: Ask;
  /** What a call returns in a state; `undefined` when it fails there and must be left out. */
  readonly answer: (state: JsonValue, f: string, input: JsonValue) => JsonValue | undefined;
  readonly calls: number;
  readonly clients: number;
  /** Calls in a thousand whose outcome is not known. */
  readonly unknownPerMille: number;
}

/** Equal seeds give equal draws (mulberry32). */
export function drawFrom(seed: number): Draw {
  let state = seed | 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

interface Client {
  readonly f: string;
  readonly input: JsonValue;
  readonly invoked: number;
  readonly unknown: boolean;
  effect?: { readonly output: JsonValue | undefined };
}

/** Simulates clients against one object. */
export function simulate(simulation: Simulation, draw: Draw): readonly Call[] {
  const { model, ask, answer, unknownPerMille } = simulation;
  const calls: Call[] = [];
  const clients: (Client | null)[] = Array.from({ length: simulation.clients }, () => null);
  let state = model.initial;
  let position = 0;
  let begun = 0;
  const takeEffect = (client: Client): void => {
    const output = answer(state, client.f, client.input);
    client.effect = { output };
    if (output === undefined) return;
    const action = model.action(client.f, client.input, output) as Action;
    const next = model.step(state, action);
    if (next !== inconsistent) state = next;
  };
  const end = (client: Client): void => {
    const { f, input, invoked, unknown, effect } = client;
    if (effect !== undefined && effect.output === undefined) return;
    if (unknown || effect === undefined) calls.push({ f, input, invoked, completed: NEVER });
    else calls.push({ f, input, invoked, completed: position++, output: effect.output as JsonValue });
  };
  while (begun < simulation.calls || clients.some((client) => client !== null)) {
    const at = draw(clients.length);
    const client = clients[at] ?? null;
    if (client === null) {
      if (begun === simulation.calls) continue;
      begun++;
      const [f, input] = ask(draw, state);
      clients[at] = { f, input, invoked: position++, unknown: draw(1000) < unknownPerMille };
    } else if (client.effect === undefined && !(client.unknown && draw(2) === 0)) takeEffect(client);
    else {
      end(client);
      clients[at] = null;
    }
  }
  return calls.sort((a, b) => a.invoked - b.invoked);
}

/** A register's clients; `values` 0 for a new value with each write. */
export function registerClients(values: number, withCas: boolean): Pick<Simulation, 'ask' | 'answer'> {
  let fresh = 0;
  const value = (draw: Draw): number => (values === 0 ? ++fresh : draw(values));
  return {
    ask(draw, state) {
      const kind = draw(4);
      if (kind < 2) return ['read', null];
      if (kind === 2 || !withCas) return ['write', value(draw)];
      return ['cas', [values === 0 ? state : draw(values), value(draw)]];
    },
    answer(state, f, input) {
      if (f === 'read') return state;
      if (f === 'write') return input;
      return (input as JsonValue[])[0] === state ? input : undefined;
    },
  };
}

/** Clients of a string that is appended to, read and now and then replaced; every part is new. */
export function stringClients(putsPerMille: number): Pick<Simulation, 'ask' | 'answer'> {
  let fresh = 0;
  return {
    ask(draw) {
      if (draw(1000) < putsPerMille) return ['put', `${fresh++};`];
      return draw(2) === 0 ? ['get', null] : ['append', `${fresh++};`];
    },
    answer: (state, f, input) => (f === 'get' ? state : input),
  };
}

/** Any seed. */
export const seeds = fc.integer({ min: 1, max: 2 ** 30 });
