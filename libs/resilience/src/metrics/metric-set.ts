import { Counter, Gauge, Histogram, type Metric, type Registry } from 'prom-client';

/** What every metric is declared with. */
interface Declared<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
}

/** A gauge is asked for its values when somebody reads it, which costs nothing until then. */
interface DeclaredGauge<Label extends string> extends Declared<Label> {
  readonly read: (gauge: Gauge<Label>) => void;
}

/** Makes metrics in one registry. A name that was taken passes to the newest: an application that starts anew in the same process. */
export class MetricSet {
  constructor(private readonly registry: Registry) {}

  gauge<Label extends string = never>({ name, help, labels = [], read }: DeclaredGauge<Label>): Gauge<Label> {
    const collect = function (this: Gauge<Label>): void {
      this.reset();
      read(this);
    };
    return this.take(
      name,
      (registers) => new Gauge({ name, help, labelNames: [...labels], registers, collect }),
    );
  }

  /** A counter whose growth is to be seen must be there, at 0, before it first grows: name what its labels can be. */
  counter<Label extends string = never>(
    { name, help, labels = [] }: Declared<Label>,
    values: readonly Readonly<Record<Label, string>>[] = [],
  ): Counter<Label> {
    const make = (registers: Registry[]) => new Counter({ name, help, labelNames: [...labels], registers });
    const counter = this.take(name, make);
    for (const each of values) counter.inc(each, 0);
    return counter;
  }

  /** A counter that somebody else counts. */
  counted<Label extends string = never>(
    { name, help, labels = [] }: Declared<Label>,
    read: (counter: Counter<Label>) => void,
  ): Counter<Label> {
    const collect = function (this: Counter<Label>): void {
      this.reset();
      read(this);
    };
    return this.take(
      name,
      (registers) => new Counter({ name, help, labelNames: [...labels], registers, collect }),
    );
  }

  histogram({ name, help }: Declared<never>, buckets: readonly number[]): Histogram {
    return this.take(name, (registers) => new Histogram({ name, help, buckets: [...buckets], registers }));
  }

  /** Makes a metric under a name and registers it. */
  take<M extends Metric>(name: string, make: (registers: Registry[]) => M): M {
    this.registry.removeSingleMetric(name);
    return make([this.registry]);
  }
}
