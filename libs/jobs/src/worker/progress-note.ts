const everyMs = 1_000;
const mostBytes = 8_192;

/** Writes the latest progress of an attempt, seldom enough that a busy handler does not become a busy database. */
export class ProgressNote {
  private latest: { readonly value: unknown } | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** `write` tells of its own failures: lost progress is replaced by later progress. */
  constructor(private readonly write: (value: unknown) => Promise<void>) {}

  set(value: unknown): void {
    const text = JSON.stringify(value) ?? 'null';
    if (Buffer.byteLength(text) > mostBytes)
      throw new RangeError(`Progress takes ${mostBytes} bytes at most.`);
    // As it is now: the handler may go on changing it.
    this.latest = { value: JSON.parse(text) as unknown };
    if (this.timer === undefined) this.flush();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.latest = undefined;
  }

  private flush(): void {
    const note = this.latest;
    this.latest = undefined;
    this.timer = undefined;
    if (!note) return;
    void this.write(note.value);
    this.timer = setTimeout(() => this.flush(), everyMs).unref();
  }
}
