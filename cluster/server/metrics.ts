// What a node counts, as Prometheus reads it: the node's own counters, and what happens on the MySQL wire.

import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { WireObserver } from './mysql/listener-options.ts';

export interface Metrics {
  readonly observer: WireObserver;
  readonly contentType: string;
  /** The text for one scrape. `counters` are named without prefix; `_total` at the end marks what only grows. */
  render(counters: Readonly<Record<string, number>>): Promise<string>;
}

const latencyBucketsSeconds = [
  0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

function wireMetrics(registers: Registry[]) {
  return {
    connections: new Gauge({ name: 'anvil_mysql_connections', help: 'Open client connections.', registers }),
    statements: new Counter({
      name: 'anvil_mysql_statements_total',
      help: 'Statements answered, by kind of command and outcome.',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    errors: new Counter({
      name: 'anvil_mysql_errors_total',
      help: 'Error answers by MySQL error number.',
      labelNames: ['code'],
      registers,
    }),
    refusals: new Counter({
      name: 'anvil_mysql_refused_connections_total',
      help: 'Connections closed with an error, by MySQL error number.',
      labelNames: ['code'],
      registers,
    }),
    seconds: new Histogram({
      name: 'anvil_mysql_statement_seconds',
      help: 'Time from a statement taken off the wire to its outcome.',
      labelNames: ['kind'],
      buckets: latencyBucketsSeconds,
      registers,
    }),
  };
}

/** `monotonicMs` times the statements. */
export function createMetrics(monotonicMs: () => number): Metrics {
  const registry = new Registry();
  const wire = wireMetrics([registry]);
  const setters = new Map<string, (value: number) => void>();

  function setterOf(name: string): (value: number) => void {
    const options = { name: `anvil_${name}`, help: `${name.replaceAll('_', ' ')}.`, registers: [registry] };
    if (!name.endsWith('_total')) {
      const gauge = new Gauge(options);
      return (value) => gauge.set(value);
    }
    const counter = new Counter(options);
    return (value) => {
      counter.reset();
      counter.inc(value);
    };
  }

  function set(name: string, value: number): void {
    const setter = setters.get(name) ?? setterOf(name);
    setters.set(name, setter);
    setter(value);
  }

  return {
    contentType: registry.contentType,
    observer: {
      onConnections: (open) => wire.connections.set(open),
      onStatement(kind) {
        const startMs = monotonicMs();
        return (outcome) => {
          wire.seconds.observe({ kind }, (monotonicMs() - startMs) / 1000);
          wire.statements.inc({ kind, outcome: outcome.kind });
          if (outcome.kind === 'error') wire.errors.inc({ code: outcome.code });
        };
      },
      onError: (code) => wire.errors.inc({ code }),
      onRefusal: (code) => wire.refusals.inc({ code }),
    },
    render(counters) {
      for (const [name, value] of Object.entries(counters)) set(name, value);
      return registry.metrics();
    },
  };
}
