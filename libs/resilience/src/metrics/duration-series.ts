/** The durations seen under one set of labels; counting one costs a few additions. */
export class DurationSeries {
  readonly buckets: number[];
  count = 0;
  sum = 0;

  constructor(
    readonly labels: Readonly<Record<string, string>>,
    private readonly bounds: readonly number[],
  ) {
    this.buckets = bounds.map(() => 0);
  }

  observe(seconds: number): void {
    this.count += 1;
    this.sum += seconds;
    let index = 0;
    while (index < this.bounds.length && seconds > (this.bounds[index] as number)) index += 1;
    if (index < this.bounds.length) this.buckets[index] = (this.buckets[index] as number) + 1;
  }
}
