/** Ours and its peers; apart from what they are, which only their own processes load. */
export const outageSubjectNames = [
  'ours',
  'limiter, tuned',
  'limiter',
  'bentocache',
  'cache-manager',
  'connect-redis',
] as const;

export type OutageSubjectName = (typeof outageSubjectNames)[number];
