import { Histogram } from 'prom-client';
import { DurationSeries } from './duration-series';

type Values = Awaited<ReturnType<Histogram['get']>>['values'];

/**
 * A histogram whose observations cost a few additions: it is on the path of every request, and of every call while Redis
 * is away, where prom-client's own way through labels takes longer than the fallback.
 */
export class DurationTally extends Histogram {
  private readonly all = new Map<string, DurationSeries>();
  private readonly byTwo = new Map<string, Map<string, DurationSeries>>();

  constructor(
    private readonly declared: ConstructorParameters<typeof Histogram<string>>[0],
    private readonly by: readonly string[],
    private readonly bounds: readonly number[],
  ) {
    super({ ...declared, labelNames: [...by], buckets: [...bounds] });
  }

  /** Where durations with these labels are counted; who counts often keeps it. */
  series(...values: readonly string[]): DurationSeries {
    const key = values.join('\0');
    const known = this.all.get(key);
    if (known) return known;
    const labels = Object.fromEntries(this.by.map((name, index) => [name, values[index] ?? '']));
    const series = new DurationSeries(labels, this.bounds);
    this.all.set(key, series);
    return series;
  }

  /** Counts one duration of a histogram by two labels. */
  tally(first: string, second: string, seconds: number): void {
    const series = this.byTwo.get(first)?.get(second) ?? this.add(first, second);
    series.observe(seconds);
  }

  /** How many were counted, by all labels. */
  get counts(): { readonly labels: DurationSeries['labels']; readonly count: number }[] {
    return [...this.all.values()];
  }

  /** Also where the registry looks first, which the types of prom-client do not say. */
  override async get(): ReturnType<Histogram['get']> {
    return this.getForPromString();
  }

  async getForPromString(): ReturnType<Histogram['get']> {
    const { name, help } = this.declared;
    const values = [...this.all.values()].flatMap((series) => this.shown(series));
    return { name, help, type: 'histogram', aggregator: 'sum', values } as never;
  }

  private shown({ labels, buckets, count, sum }: DurationSeries): Values {
    const { name } = this.declared;
    let below = 0;
    const cumulative = this.bounds.map((le, index) => {
      below += buckets[index] as number;
      return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: below };
    });
    return [
      ...cumulative,
      { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count },
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ];
  }

  private add(first: string, second: string): DurationSeries {
    const series = this.series(first, second);
    const branch = this.byTwo.get(first) ?? new Map<string, DurationSeries>();
    this.byTwo.set(first, branch.set(second, series));
    return series;
  }
}
