/** What is wrong with Redis, as a class. */
export type RedisFault =
  | 'down'
  | 'hung'
  | 'slow'
  | 'read_only'
  | 'write_refusing'
  | 'loading'
  | 'misconfigured'
  | 'unauthorised'
  | 'full'
  | 'busy'
  | 'unstable_slot'
  | 'wrong_server';

/** What a fault means for those who talk to Redis. */
export interface FaultVerdict {
  /** Reads may still be answered by this Redis, if their declaration accepts stale ones. */
  readonly readsMayStay: boolean;
  /** The connection that told of it is still in step and may be used again. */
  readonly keepsConnection: boolean;
  /** No waiting helps: somebody must change a setting. */
  readonly needsOperator: boolean;
  /** What an operator reads. */
  readonly meaning: string;
}

const goneConnection = { readsMayStay: false, keepsConnection: false, needsOperator: false };
const refusesWrites = { readsMayStay: true, keepsConnection: true, needsOperator: false };

/** The one table of faults and what each means. */
export const faultVerdicts: Readonly<Record<RedisFault, FaultVerdict>> = {
  down: { ...goneConnection, meaning: 'Redis refuses or breaks connections' },
  hung: { ...goneConnection, meaning: 'Redis accepts and does not answer within the deadline' },
  slow: { ...goneConnection, keepsConnection: true, meaning: 'Redis answers, too slowly to be of use' },
  read_only: { ...refusesWrites, meaning: 'this Redis is a replica and takes no writes' },
  write_refusing: { ...refusesWrites, meaning: 'Redis cannot persist or replicate and takes no writes' },
  full: { ...refusesWrites, meaning: 'Redis has no memory left and takes no writes that need any' },
  loading: { ...goneConnection, keepsConnection: true, meaning: 'Redis is loading its data' },
  busy: { ...goneConnection, keepsConnection: true, meaning: 'a script keeps Redis busy' },
  misconfigured: {
    ...goneConnection,
    needsOperator: true,
    meaning: 'Redis refuses connections or commands by its configuration',
  },
  unauthorised: { ...goneConnection, needsOperator: true, meaning: 'Redis refuses our user or password' },
  unstable_slot: {
    ...goneConnection,
    keepsConnection: true,
    meaning: 'the cluster does not serve this slot now',
  },
  wrong_server: { ...goneConnection, meaning: 'this is not the Redis we filled' },
};
