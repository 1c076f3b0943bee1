/** Why the database did not answer: it was not there, or not in time. */
export type DatabaseOutage = 'unavailable' | 'timeout';

const unreachable = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH',
  'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'ENOENT', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END',
]); // prettier-ignore

/** By SQLSTATE; classes of two characters stand for all their members. */
const byState: Readonly<Record<string, DatabaseOutage>> = {
  '08': 'unavailable', // connection exception
  '53': 'unavailable', // out of connections, memory or disk
  '58': 'unavailable', // its files cannot be read
  '57P01': 'unavailable', // ended by the administrator, so too when it shuts down
  '57P02': 'unavailable', // another backend crashed
  '57P03': 'unavailable', // starting up or shutting down
  '57P05': 'unavailable', // idle for too long
  '25006': 'unavailable', // read-only: a standby, or a primary that was demoted
  '28000': 'unavailable', // the role may not log in
  '28P01': 'unavailable', // the password is wrong
  '3D000': 'unavailable', // there is no such database
  '40001': 'timeout', // others were faster, time after time
  '40P01': 'timeout', // ended for a deadlock, time after time
  '57014': 'timeout', // statement_timeout
  '55P03': 'timeout', // lock_timeout
  '25P03': 'timeout', // idle in a transaction for too long
  '25P04': 'timeout', // transaction_timeout
};

/** pg and pg-pool give their own failures no code, only these words. */
const byWords: readonly (readonly [RegExp, DatabaseOutage])[] = [
  [/^timeout exceeded when trying to connect/, 'timeout'], // every connection of the pool was busy
  [/^Query read timeout/, 'timeout'],
  [/^Connection terminated|^timeout expired/, 'unavailable'],
  [/^Client (was closed|has encountered a connection error)/, 'unavailable'],
  [/^Cannot use a pool after calling end|^Driver not Connected/, 'unavailable'],
];

/** Reads one error, known to come from pg or its socket. */
export function classifyDriverError(error: Error): DatabaseOutage | undefined {
  const code = codeOf(error);
  if (unreachable.has(code)) return 'unavailable';
  const byCode = byState[code] ?? (isSqlState(code) ? byState[code.slice(0, 2)] : undefined);
  return byCode ?? byWords.find(([words]) => words.test(error.message))?.[1];
}

/** An answer of PostgreSQL itself: five characters and a severity, which no other client's errors have. */
export const isServerError = (error: Error): boolean => isSqlState(codeOf(error)) && 'severity' in error;

const isSqlState = (code: string): boolean => /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]+$/.test(code);

function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
