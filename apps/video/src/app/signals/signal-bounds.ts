/** How much waits for somebody who is away for a moment, and for how long. */
export interface SignalBounds {
  readonly keptMs: number;
  readonly mostOfPair: number;
  /** Characters of one sender over all her pairs: a flood of hers pushes out nobody else's. */
  readonly mostLengthOfSender: number;
  /** Characters over all pairs. */
  readonly mostLength: number;
  readonly mostSignals: number;
  /** What nobody says to have passed on is asked after so often. */
  readonly askAgainMs: number;
}

/** What holds unless said otherwise. */
export const defaultSignalBounds: SignalBounds = {
  ...{ keptMs: 20_000, mostOfPair: 256, mostLengthOfSender: 2 * 1024 * 1024 },
  ...{ mostLength: 64 * 1024 * 1024, mostSignals: 100_000, askAgainMs: 1_000 },
};

/** The token of the bounds in force. */
export const SIGNAL_BOUNDS = Symbol('video:signal-bounds');
