/** Where progress is told; standard error in a run, for standard output holds the result alone. */
export type ProgressOutput = Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean };

const quietMs = 5_000;

/** Tells what is being done: one line that changes on a terminal, now and then a line elsewhere. */
export class Progress {
  private readonly since = Date.now();
  private told = 0;
  private place = '';

  constructor(private readonly output: ProgressOutput = process.stderr) {}

  /** Enters a benchmark. */
  enter(name: string, index: number, count: number): void {
    this.place = `[${index + 1}/${count}] ${name}`;
    this.told = 0;
    this.step('');
  }

  /** What is done now. */
  step(text: string): void {
    const seconds = Math.round((Date.now() - this.since) / 1_000);
    const line = `${this.place}${text && ': '}${text} (${seconds} s)`;
    if (this.output.isTTY) this.output.write(`\r\u001b[K${line}`);
    else if (Date.now() - this.told > quietMs) {
      this.told = Date.now();
      this.output.write(`${line}\n`);
    }
  }

  /** Leaves a terminal's line free for what comes next. */
  clear(): void {
    if (this.output.isTTY) this.output.write('\r\u001b[K');
  }
}
