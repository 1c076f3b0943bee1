/** Proves that Redis takes a write, within a deadline of its own; rejects with the reason when it does not. */
export abstract class RedisProbe {
  abstract probe(): Promise<void>;
  abstract close(): void;
}
