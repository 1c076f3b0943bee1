/** What is called and what serves instead; each subject has its own, so that none warms up another's. */
export interface Calls {
  /** The bare call: an answer in the next turn of the microtasks. */
  find(key: string): Promise<string>;
  /** Serves while Redis is away; its first line is where the clock stops. */
  findElsewhere(key: string): Promise<string>;
}

/** One way to guard a call. */
export interface GuardedSubject {
  call(key: string): Promise<string>;
  /** From now on what is called counts as being away. */
  degrade(): void | Promise<void>;
  close?(): void | Promise<void>;
}
