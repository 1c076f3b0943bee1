/** How often Redis is asked, and how many good answers in a row earn back its trust. */
export interface RedisHealthOptions {
  readonly intervalMs: number;
  readonly degradedIntervalMs: number;
  readonly goodProbesToRecover: number;
  /** Spreads the probes of many instances: each wait is up to this share shorter or longer. */
  readonly jitter: number;
}

/** What holds unless an application says otherwise. */
export const defaultRedisHealthOptions: RedisHealthOptions = {
  intervalMs: 10_000,
  degradedIntervalMs: 250,
  goodProbesToRecover: 2,
  jitter: 0.2,
};
