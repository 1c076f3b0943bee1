/** What may be said about revocations. */
export interface RevocationOptions {
  /** How long a revocation is kept: the life of an access token, and how far clocks may be apart. */
  readonly lifeMs: number;
  /** So many are held in memory; beyond them memory says of what it does not find that it cannot say. */
  readonly maxEntries: number;
  /** How often the record is read by whoever hears it, and how long no proof may come in time before health tells. */
  readonly headCheckMs: number;
  /** The same for whoever knows that PostgreSQL is not heard, though it may answer. */
  readonly deafCheckMs: number;
  /** What was revoked longer ago than this is known, or memory is not believed and the instance not informed. */
  readonly informedMs: number;
  /** How long what was overtaken by a later message may be under way before it is read from PostgreSQL. */
  readonly gapPatienceMs: number;
  /** How long after its expiry a record is kept, for a process whose clock is behind. */
  readonly graceMs: number;
}

/** The defaults: access tokens of 15 minutes, clocks that are a minute apart. */
export const defaultRevocationOptions: RevocationOptions = {
  lifeMs: 16 * 60_000,
  maxEntries: 200_000,
  headCheckMs: 1_000,
  deafCheckMs: 150,
  informedMs: 250,
  gapPatienceMs: 25,
  graceMs: 5 * 60_000,
};
