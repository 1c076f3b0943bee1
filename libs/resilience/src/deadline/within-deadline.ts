import { DeadlineError } from './deadline.error';
import { type DeadlineWheel } from './deadline-wheel';

/** What a bounded call is given. */
export interface WithinOptions {
  readonly operation: string;
  readonly deadlineMs: number;
  /** The caller's own way to give up sooner. */
  readonly signal?: AbortSignal;
  /** Told when the deadline was missed, before the caller is. */
  readonly onMissed?: (error: DeadlineError) => void;
}

/**
 * Settles with the work, or rejects at its deadline or its caller's abort, whichever comes first. A late outcome is
 * dropped, a late rejection handled.
 */
export function withinDeadline<T>(
  wheel: DeadlineWheel,
  work: Promise<T>,
  options: WithinOptions,
): Promise<T> {
  const { operation, deadlineMs, signal, onMissed } = options;
  return new Promise<T>((resolve, reject) => {
    const deadline = wheel.arm(deadlineMs, () => {
      const error = new DeadlineError(operation, deadlineMs);
      onMissed?.(error);
      release();
      reject(error);
    });
    const onAbort = (): void => {
      release();
      reject(signal?.reason as Error);
    };
    const release = (): void => {
      deadline.cancel();
      signal?.removeEventListener('abort', onAbort);
    };
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    work.then(
      (value) => (release(), resolve(value)),
      (error: unknown) => (release(), reject(error as Error)),
    );
  });
}
