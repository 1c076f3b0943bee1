/** How many instances of this service live, for what they share out among each other. */
export abstract class LiveInstances {
  /** This one's, new at each start. */
  abstract readonly id: string;

  /** From memory, at least 1; while PostgreSQL is away as many as were last known. */
  abstract count(): number;
}
