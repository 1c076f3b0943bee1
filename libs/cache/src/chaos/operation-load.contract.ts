/** Far beyond every deadline: a busy machine may be slow, a hang is still a hang. */
const patienceMs = 10_000;
const atOnce = 100;

/** One call of a cache, by its name. */
export type Operation = readonly [name: string, run: () => Promise<unknown>];

/** Calls a cache again and again and notes what its callers were told. */
export class OperationLoad {
  operations = 0;
  unsettled = 0;
  failed = 0;
  slowestMs = 0;
  /** The first failure of each operation. */
  readonly failures = new Map<string, string>();

  /** Makes so many calls, a hundred at once. */
  async put(count: number, next: () => Operation, progress: (done: number) => void): Promise<void> {
    const until = this.operations + count;
    while (this.operations < until) {
      await Promise.all(Array.from({ length: atOnce }, () => this.watch(next())));
      progress(this.operations);
      // Memory answers at once, and would leave no time for anything else.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Makes one call; what it gives, or undefined where it failed or hung. */
  async watch([name, run]: Operation): Promise<unknown> {
    const since = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const hangs = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.unsettled += 1;
        this.failures.set(name, `${name} hangs`);
        resolve();
      }, patienceMs);
    });
    const told = run().catch((error: Error) => {
      this.failed += 1;
      if (!this.failures.has(name)) this.failures.set(name, `${name}: ${error.message}`);
    });
    const value = await Promise.race([told, hangs]);
    clearTimeout(timer);
    this.operations += 1;
    this.slowestMs = Math.max(this.slowestMs, Math.round(performance.now() - since));
    return value;
  }
}
