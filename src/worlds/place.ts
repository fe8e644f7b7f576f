// What the place of a run does to it from outside: a host that somebody removes, a daemon that goes away, a harness that
// is stopped. None of it is the database's doing, so it is kept apart from everything that is.

import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeName } from './world.ts';

/** Something that was taken from a run while it was under way. */
export interface PlaceLoss {
  /** Whose host it is; `null` for what all share: the daemon, the network, the harness itself. */
  readonly node: NodeName | null;
  /** Named so that a person finds it, to begin a sentence: `Host n3 (container ordeal-1a2b-n3)`. */
  readonly what: string;
  /** What became of it, to go on with: `was removed`. */
  readonly fate: string;
}

/** A place that is watched for as long as its world is open. */
export interface Place {
  /** Aborted at the first loss. */
  readonly signal: AbortSignal;
  /** In the order in which they were noticed; where something is lost that all hosts share, that alone. */
  losses(): readonly PlaceLoss[];
  /** Ms for which the harness stood still in all: now and then for some seconds, which is no loss. */
  pausedMs(): number;
  /** Notes that a host was lost; `fate` as in `PlaceLoss`. */
  loseHost(node: NodeName, fate: string): void;
  /**
   * The same for what is rather a symptom, such as a shell that has ended: whatever caused it is told instead, should it
   * show in a moment. Resolves when the host is known to be lost; never rejects.
   */
  suspectHost(node: NodeName, fate: string): Promise<void>;
  /** Looks at everything now. Never rejects, and takes no longer than some seconds. */
  look(): Promise<void>;
  /** The same and more: to be asked, with no fault in effect, before a cluster is blamed for not coming back. */
  examine(): Promise<void>;
}

/** The place as those who watch it see it. */
export interface WatchedPlace extends Place {
  /** Notes that something was lost which all hosts share. */
  loseShared(what: string, fate: string): void;
  /** Adds something that `look` does; from then on it is done every two seconds as well. */
  onLook(look: () => Promise<void>): void;
  /** Adds something that `examine` does. */
  onExamine(examine: () => Promise<void>): void;
  notePause(durationMs: number): void;
  /** Adds something to do when the place is watched no longer. */
  onStop(stop: () => void): void;
  /** From now on nothing counts as lost: its owner takes the place down. */
  stop(): void;
}

/** A host went away under a command: it is not the command that has failed. */
export class LostHostError extends Error {
  override readonly name = 'LostHostError';

  constructor(
    readonly node: NodeName,
    /** One clause, such as `its shell has ended`. */
    readonly reason: string,
  ) {
    super(`host ${node}: ${reason}`);
  }
}

/** More losses than these follow from one another: nobody reads on. */
const lossesMax = 32;
const lookIntervalMs = 2_000;

/** A daemon that removes a container takes it apart piece by piece. */
const usualSymptomMs = 700;

/**
 * @param nameOf names the host of a node, to begin a sentence
 * @param symptomMs how long a cause may come after its symptom
 */
export function createPlace(
  nameOf: (node: NodeName) => string,
  symptomMs: number = usualSymptomMs,
): WatchedPlace {
  const controller = new AbortController();
  const shared: PlaceLoss[] = [];
  const ofHosts: PlaceLoss[] = [];
  const looks: (() => Promise<void>)[] = [];
  const examinations: (() => Promise<void>)[] = [];
  const stops: (() => void)[] = [];
  let pausedMs = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let looking = false;
  const lost = new Promise<unknown>((resolve) => {
    controller.signal.addEventListener('abort', resolve, { once: true });
  });
  const doAll = async (actions: readonly (() => Promise<void>)[]): Promise<void> => {
    if (stopped || controller.signal.aborted) return;
    // One loss is enough: what is left to look at may hang for it.
    await Promise.race([lost, Promise.all(actions.map((action) => action().catch(() => undefined)))]);
  };
  const look = (): Promise<void> => doAll(looks);
  const lookInTurn = (): void => {
    if (looking) return;
    looking = true;
    void look().then(() => {
      looking = false;
    });
  };
  const add = (losses: PlaceLoss[], loss: PlaceLoss): void => {
    if (stopped || losses.length >= lossesMax) return;
    // What follows from a loss is no news.
    if (losses.some(({ what }) => what === loss.what)) return;
    losses.push(loss);
    controller.abort(new Error(lossSentence(loss)));
  };
  const loseHost = (node: NodeName, fate: string): void => {
    if (shared.length === 0) add(ofHosts, { node, what: nameOf(node), fate });
  };
  return {
    signal: controller.signal,
    losses: () => (shared.length > 0 ? shared : ofHosts),
    pausedMs: () => pausedMs,
    loseHost,
    async suspectHost(node, fate) {
      if (stopped) return;
      if (symptomMs > 0) await sleep(symptomMs);
      await look();
      loseHost(node, fate);
    },
    loseShared: (what, fate) => add(shared, { node: null, what, fate }),
    look,
    async examine() {
      await look();
      await doAll(examinations);
    },
    onExamine: (examine) => void examinations.push(examine),
    onLook(one) {
      looks.push(one);
      timer ??= setInterval(lookInTurn, lookIntervalMs).unref();
    },
    notePause(durationMs) {
      pausedMs += durationMs;
    },
    onStop: (stop) => void stops.push(stop),
    stop() {
      if (stopped) return;
      stopped = true;
      if (timer !== null) clearInterval(timer);
      for (const stop of stops) stop();
    },
  };
}

export function lossSentence({ what, fate }: PlaceLoss): string {
  return `${what} ${fate} while the run was under way.`;
}

/** Waits for `work`; where the place was lost under it, the loss is told in place of what followed from it. */
export async function orLoss<T>(place: Place, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    await place.look();
    const [first] = place.losses();
    throw first === undefined ? error : new Error(lossSentence(first), { cause: error });
  }
}
