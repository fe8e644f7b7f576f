// Generators that listen: to every event, or until one of their own operations succeeded.

import type { Process } from '../history/operation.ts';
import type { Context, Generator, GeneratorEvent } from './generator.ts';
import { withNext } from './step.ts';
import { nothing } from './values.ts';

/** The generator, replaced at every event by what the (pure) function makes of it. */
export function onUpdate(
  generator: Generator,
  change: (generator: Generator, context: Context, event: GeneratorEvent) => Generator,
): Generator {
  const self: Generator = {
    step: (context) => withNext(generator.step(context), (next) => onUpdate(next, change)),
    update(context, event) {
      const next = change(generator, context, event);
      return next === generator ? self : onUpdate(next, change);
    },
  };
  return self;
}

/** The generator until one of its own operations is `ok`. Others of its operations may still be in flight then. */
export function untilOk(generator: Generator): Generator {
  return untilOkWith(generator, new Set());
}

function untilOkWith(generator: Generator, waiting: ReadonlySet<Process>): Generator {
  const self: Generator = {
    step(context) {
      const step = generator.step(context);
      const started = step.kind === 'invoke' ? new Set([...waiting, step.invocation.process]) : waiting;
      return withNext(step, (next) => untilOkWith(next, started));
    },
    update(context, event) {
      const own = waiting.has(event.process) && event.type !== 'invoke';
      if (own && event.type === 'ok') return nothing;
      const next = generator.update(context, event);
      if (!own) return next === generator ? self : untilOkWith(next, waiting);
      return untilOkWith(next, new Set([...waiting].filter((process) => process !== event.process)));
    },
  };
  return self;
}
