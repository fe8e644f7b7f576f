// Objects that behave, for executions of them, and what becomes of one that forgets.

import type { JsonValue } from '../../src/history/operation.ts';
import type { Effect, ObjectUnderTest } from './correct-executions.ts';

export const set: ObjectUnderTest = {
  create: () => {
    const elements: JsonValue[] = [];
    return (f, argument) => {
      if (f === 'read') return [...elements];
      elements.push(argument);
      return argument;
    };
  },
  operation: (draw, count) => (draw < 5 ? ['read', null] : ['add', count]),
  closing: [['read', null]],
};

export const queue: ObjectUnderTest = {
  create: () => {
    const elements: JsonValue[] = [];
    return (f, argument) => {
      if (f === 'dequeue') return elements.shift() ?? null;
      if (f === 'drain') return elements.splice(0);
      elements.push(argument);
      return argument;
    };
  },
  operation: (draw, count) =>
    draw < 5 ? ['dequeue', null] : draw === 5 ? ['drain', null] : ['enqueue', count],
  closing: [['drain', null]],
};

export const sum: ObjectUnderTest = {
  create: () => {
    let total = 0;
    return (f, argument) => {
      if (f === 'read') return total;
      total += argument as number;
      return argument;
    };
  },
  operation: (draw) => (draw < 6 ? ['read', null] : ['add', draw - 9]),
  closing: [['read', null]],
};

export const register: ObjectUnderTest = {
  create: () => {
    let held: JsonValue = null;
    return (f, argument) => {
      if (f === 'write') held = argument;
      return f === 'write' ? argument : held;
    };
  },
  operation: (draw, count) => (draw < 7 ? ['read', null] : ['write', count]),
  closing: [['read', null]],
  key: 'x',
};

/** The same object, which does not do every other change it acknowledges. */
export function forgetful(object: ObjectUnderTest): ObjectUnderTest {
  return {
    ...object,
    create: () => {
      const effect: Effect = object.create();
      let changes = 0;
      return (f, argument) => (argument !== null && ++changes % 2 === 0 ? argument : effect(f, argument));
    },
  };
}
