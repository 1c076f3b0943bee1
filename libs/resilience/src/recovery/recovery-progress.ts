/** How far the recovery of one store is. `total` grows with what arrives meanwhile. */
export interface RecoveryProgress {
  readonly store: string;
  readonly done: number;
  readonly total: number;
  readonly startedAt: number;
}

/** How a run ended. `aborted` and `failed` lose nothing: what was not reconciled waits for the next run. */
export interface RecoveryOutcome {
  readonly state: 'complete' | 'aborted' | 'failed';
  readonly reconciled: number;
  /** Kept writes that wait now. */
  readonly remaining: number;
  readonly durationMs: number;
  /** What stopped it. */
  readonly failure?: unknown;
}
