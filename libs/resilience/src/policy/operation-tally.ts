/** How often an operation was asked for, and how often it was refused for want of Redis. */
export interface OperationTally {
  readonly operation: string;
  calls: number;
  refusals: number;
}

const tallies = new Map<string, OperationTally>();

/** The tally of an operation: one for all who ask in this process, however often it is composed. */
export function tallyOf(operation: string): OperationTally {
  const known = tallies.get(operation);
  if (known) return known;
  const tally = { operation, calls: 0, refusals: 0 };
  tallies.set(operation, tally);
  return tally;
}

/** Those of all operations that were ever composed in this process. */
export const allTallies = (): Iterable<OperationTally> => tallies.values();
