/** What hashes are made with. */
export interface HashParameters {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** What a thread is asked: to hash, or to verify where there is a hash. */
export interface HashWork {
  readonly password: Uint8Array;
  readonly hash?: string;
  readonly parameters?: HashParameters;
}

/** One password on its way through the pool. */
export class HashJob {
  readonly queuedAt = performance.now();
  startedAt = this.queuedAt;
  readonly done: Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;

  constructor(readonly work: HashWork) {
    this.done = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
  }

  get waitedMs(): number {
    return this.startedAt - this.queuedAt;
  }
}
