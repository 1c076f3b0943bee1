/** What a storm looks after: each has a small model of its own that a history is held to. */
export const subjects = [
  'sessions',
  'revocations',
  'lockouts',
  'limits',
  'messages',
  'presence',
  'calls',
  'files',
  'jobs',
] as const;

export type Subject = (typeof subjects)[number];
