/** Whose memory limiter is measured: ours, then its peers, the one that bars are about first. */
export const limiterNames = ['ours', 'rate-limiter-flexible', '@nestjs/throttler'] as const;

export type LimiterName = (typeof limiterNames)[number];

/** Decisions a second by limiter, a value for each round. */
export type DecisionsOfRounds = Record<LimiterName, number[]>;

/** What one process measured of limiters that know so many subjects. */
export interface LimiterReport {
  readonly allowed: DecisionsOfRounds;
  readonly over: DecisionsOfRounds;
}
