import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge, type Metric, register } from 'prom-client';
import { checkLayers } from './revocation-checks';
import { RevocationParts } from './revocation-parts';

/** Shows what memory holds, whether it is current, and who answers. */
@Injectable()
export class RevocationMetrics implements OnModuleInit {
  constructor(private readonly parts: RevocationParts) {}

  onModuleInit(): void {
    const { feed, mirror } = this.parts;
    show('revocations', 'Revocations in memory', () => mirror.size);
    show('revocations_number', 'Up to which number all revocations are known', () => feed.seq);
    show('revocations_lag', 'Revocations that are known to exist and are not known here', () => feed.lag);
    show('revocations_current', '1: memory knows all revocations, or all but those of the last moments', () =>
      Number(feed.condition.isSound),
    );
    const since = 'When that last changed, in seconds since the epoch';
    show('revocations_current_since_seconds', since, () => feed.condition.since.getTime() / 1_000);
    count('revocation_gaps_total', 'How often a revocation was missed and read later', [], (counter) =>
      counter.inc(feed.gaps),
    );
    const checks = 'Checks of tokens, by who answered';
    count('revocation_checks_total', checks, ['answered_by'], (counter) => {
      for (const layer of checkLayers) counter.inc({ answered_by: layer }, this.parts.checks.counts[layer]);
    });
  }
}

function show(name: string, help: string, read: () => number): void {
  const gauge: Gauge = take(name, () => new Gauge({ name, help, collect: () => gauge.set(read()) }));
}

/** Counted elsewhere, where it costs nothing. */
function count(name: string, help: string, labelNames: string[], read: (counter: Counter) => void): void {
  const collect = (): void => {
    counter.reset();
    read(counter);
  };
  const counter: Counter = take(name, () => new Counter({ name, help, labelNames, collect }));
}

/** A name passes to the newest: an application that starts anew in the same process. */
function take<M extends Metric>(name: string, make: () => M): M {
  register.removeSingleMetric(name);
  return make();
}
