/** What is said on the channel of jobs instead of the name of a queue with work: a running job is to end. */
export const cancelMessage = '!cancel';

/** The same: a job will be due, sooner perhaps than what is foreseen. */
export const lookMessage = '!look';

/**
 * What stands before a message in the form DatabaseBroadcast hears as one whole part. Always the same, so that
 * PostgreSQL tells a queue's name once a transaction, however many jobs of it that enqueued.
 */
const wholePart = '00000000-0000-0000-0000-000000000000 1 1 ';

/** SQL that tells a text to all who listen on a channel, once the transaction is committed. */
export const tellSql = (channel: string, text: string): string =>
  `pg_notify(${channel}, '${wholePart}' || ${text})`;
