/** How often Redis is asked, and how long it must answer well to earn back its trust. */
export interface RedisHealthOptions {
  /** Between two probes while all is well. */
  readonly intervalMs: number;
  /** Between two probes while it is not. */
  readonly degradedIntervalMs: number;
  /** Between two glances at the marker of a Redis that is relied on; a wipe is noticed by them. */
  readonly glanceIntervalMs: number;
  /** How long the start waits for a first filling of Redis; after that fallbacks serve until it is done. */
  readonly startPatienceMs: number;
  /** Good probes in a row, at least. */
  readonly goodProbesToRecover: number;
  /** How long they must have been good, the first time. */
  readonly steadyMs: number;
  /** A Redis lost again within this time after it came back must be steady for twice as long the next time. */
  readonly calmMs: number;
  /** One lost again within this time flaps, and must then be steady for `flappingSteadyMs` at least. */
  readonly flappingMs: number;
  readonly flappingSteadyMs: number;
  /** Never longer than this. */
  readonly longestSteadyMs: number;
  /** Spreads the probes of many instances: each wait is up to this share shorter or longer. */
  readonly jitter: number;
}

/** What holds unless an application says otherwise. */
export const defaultRedisHealthOptions: RedisHealthOptions = {
  intervalMs: 10_000,
  degradedIntervalMs: 50,
  glanceIntervalMs: 400,
  startPatienceMs: 1_000,
  goodProbesToRecover: 3,
  steadyMs: 100,
  calmMs: 60_000,
  flappingMs: 5_000,
  flappingSteadyMs: 1_000,
  longestSteadyMs: 15_000,
  jitter: 0.2,
};
