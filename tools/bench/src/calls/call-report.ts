/** Who is measured: nobody between caller and called, ours, and its peers. */
export const callSubjects = ['bare', 'declared', 'choked', 'cockatiel', 'opossum'] as const;

export type CallSubjectName = (typeof callSubjects)[number];

/** Nanoseconds by subject, a value for each round. */
export type NsOfRounds = Record<CallSubjectName, number[]>;

/** What one process measured. */
export interface CallReport {
  readonly normal: NsOfRounds;
  /** To the fallback's first line. */
  readonly degraded: NsOfRounds;
}
