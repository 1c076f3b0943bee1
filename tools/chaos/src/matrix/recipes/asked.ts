/** What somebody was answered, over HTTP or a socket. */
export interface SeenAnswer {
  /** Of an acknowledgement: 200, the status of a refusal for want of Redis, or 422. */
  readonly status: number;
  /** `X-Service-Mode`, or what an acknowledgement says of its mode. */
  readonly mode?: string | undefined;
  readonly marks: readonly string[];
  readonly retryAfter?: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  readonly ms: number;
}

/** Something that is ready to be asked: whoever and whatever it needs is there. */
export interface Asked {
  /** Rejects only where no answer came. */
  run(): Promise<SeenAnswer>;
  /** What may be answered where all is well, and what an outage does not change. */
  readonly expects: readonly number[];
  /** Where it is asked nobody can see marks: a socket that is opened. */
  readonly bearsNoMarks?: boolean;
  /** Nobody is told a code: of HEAD there is nothing but the status. */
  readonly bearsNoBody?: boolean;
  /** Leaves nothing open. */
  done?(): void;
}
