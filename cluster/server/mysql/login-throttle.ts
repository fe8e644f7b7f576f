// Slows down whoever tries one password after the other. A right password is answered at once; a wrong one the later,
// the more of them came from the same address lately; and while many such answers wait, nothing more is tried for that
// address. So the rate of guesses has a bound, however many connections they come over.

import { isIPv6 } from 'node:net';
import type { Clock } from '../../env.ts';

/** Wrong passwords of one address that are answered at once: people mistype. */
const freeFailures = 10;
const firstDelayMs = 100;
const delayMsMax = 5_000;
/** Answers that may wait for one address. */
const waitingMax = 16;
/** After so long without another failure, an address is as good as new. */
const rememberedMs = 60_000;
/** Addresses remembered; beyond it the one that failed longest ago is forgotten. */
const addressesMax = 4096;

interface Attempts {
  failures: number;
  lastMs: number;
  waiting: number;
}

export interface LoginThrottle {
  /** False while so many answers to this address wait that its password is not even looked at. */
  mayTry(address: string): boolean;
  /** Calls back when the refusal may be sent. */
  afterFailure(address: string, refuse: () => void): void;
  /** Addresses remembered. */
  readonly size: number;
}

export function loginThrottle(clock: Clock): LoginThrottle {
  // In order of the last failure: an address is taken out and put back with each.
  const known = new Map<string, Attempts>();

  function forgetOld(nowMs: number): void {
    for (const [source, { lastMs, waiting }] of known) {
      if (nowMs - lastMs < rememberedMs && known.size <= addressesMax) return;
      if (waiting === 0) known.delete(source);
    }
  }

  function note(source: string, nowMs: number): Attempts {
    const attempts = known.get(source) ?? { failures: 0, lastMs: nowMs, waiting: 0 };
    attempts.failures += 1;
    attempts.lastMs = nowMs;
    known.delete(source);
    known.set(source, attempts);
    forgetOld(nowMs);
    return attempts;
  }

  return {
    mayTry: (address) => (known.get(sourceOf(address))?.waiting ?? 0) < waitingMax,
    afterFailure(address, refuse) {
      const attempts = note(sourceOf(address), clock.monotonicMs());
      const beyond = attempts.failures - freeFailures;
      if (beyond <= 0) return refuse();
      attempts.waiting += 1;
      clock.after(Math.min(delayMsMax, firstDelayMs * 2 ** Math.min(beyond - 1, 16)), () => {
        attempts.waiting -= 1;
        refuse();
      });
    },
    get size() {
      return known.size;
    },
  };
}

/** One sender has a whole network of IPv6 addresses: they count as one (RFC 4291, interface identifiers of 64 bits). */
function sourceOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!isIPv6(address)) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const left = tail === undefined ? 0 : Math.max(0, 8 - groups.length - behind.length);
  const all = [...groups, ...Array.from({ length: left }, () => '0'), ...behind];
  return `${all.slice(0, 4).join(':')}::/64`;
}
