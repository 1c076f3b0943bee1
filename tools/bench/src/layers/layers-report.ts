/** Whose memory layer is measured: ours, then bentocache as it comes, and without a copy for each caller. */
export const layeredNames = ['ours', 'bentocache', 'bentocache, no copies'] as const;

export type LayeredName = (typeof layeredNames)[number];

/** Nanoseconds a hit, a value for each round. */
export type HitsOfRounds = Record<LayeredName, number[]>;
