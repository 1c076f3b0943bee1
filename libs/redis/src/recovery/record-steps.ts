import { RecordHangsError } from './record-hangs.error';

/** A way through a record on which each step has its time; a record that hangs is one that fails. */
export class RecordSteps<T> {
  private readonly iterator: AsyncIterator<T>;
  // One for all steps, wound up again at each: a record has many.
  private readonly timer: NodeJS.Timeout;
  private fail: ((error: Error) => void) | undefined;

  constructor(record: AsyncIterable<T>, timeoutMs: number) {
    this.iterator = record[Symbol.asyncIterator]();
    this.timer = setTimeout(() => this.fail?.(new RecordHangsError(timeoutMs)), timeoutMs).unref();
  }

  /** What comes next; rejects where it does not come in time. */
  async next(): Promise<IteratorResult<T>> {
    this.timer.refresh();
    try {
      return await new Promise((resolve, reject) => {
        this.fail = reject;
        this.iterator.next().then(resolve, reject);
      });
    } finally {
      this.fail = undefined;
    }
  }

  /** Lets go of the record, without waiting for one that hangs. */
  end(): void {
    clearTimeout(this.timer);
    // Whatever goes wrong with it now, nobody reads it any more.
    this.iterator.return?.().catch(() => undefined);
  }
}
