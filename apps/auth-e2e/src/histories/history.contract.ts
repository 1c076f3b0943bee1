/** What a client asks for. */
export type StepKind = 'login' | 'guess' | 'refresh' | 'access' | 'logout' | 'logout-all' | 'unlock';

/** One request and its answer, by the clock of the one process that all clients are in. */
export interface Step {
  readonly kind: StepKind;
  readonly door: number;
  readonly begun: number;
  readonly ended: number;
  /** 0 where no answer came. */
  readonly status: number;
  readonly code?: string;
  /** Whose token it was shown with, or which it began. */
  readonly session?: string;
  /** Of the refresh token that was shown. */
  readonly generation?: number;
  /** The refresh token that was given for it. */
  readonly child?: string;
}

/** All that the clients of one account did, in the order of the answers. */
export interface History {
  readonly number: number;
  readonly steps: readonly Step[];
}

/** What a history is measured against. */
export interface Bounds {
  /** From the answer to a logout until no instance accepts a token of it, in ms. */
  readonly revokedWithinMs: number;
  /** Within which every request is answered, in ms. */
  readonly settledWithinMs: number;
}
