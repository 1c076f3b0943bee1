/** The three times everything is done: before Redis is taken away, while it is, and after it is back. */
export const phases = ['before', 'during', 'after'] as const;

/** One of them. */
export type Phase = (typeof phases)[number];
