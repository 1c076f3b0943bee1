const unreachable = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH',
  'ENETUNREACH', 'bulkhead_full', 'postgres_resting', 'postgres_late', 'deadline_exceeded', 'database_unavailable', 'database_timeout',
]); // prettier-ignore

/** SQLSTATEs: connection, resources, system, shutdown, statement and lock timeouts, a read-only standby. */
const states = /^(?:08|53|58)[0-9A-Z]{3}$|^(?:57P0[1-5]|57014|55P03|25006)$/;

/** pg and its pool give these failures no code. */
const words =
  /^(?:timeout exceeded when trying to connect|Query read timeout|Connection terminated|timeout expired)/;

/**
 * Whether an error of the PostgreSQL tier means that it was away, late or too busy, so that the next tier may serve; a
 * bug does not. By code, SQLSTATE and the words of pg, looking into `cause` and `driverError` too.
 */
export function isPostgresOutage(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 8) return false;
  const { code, message, cause, driverError, errors } = error as Record<string, unknown>;
  if (typeof code === 'string' && (unreachable.has(code) || states.test(code))) return true;
  if (typeof message === 'string' && words.test(message)) return true;
  const inner = [driverError, cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])];
  return inner.some((one) => isPostgresOutage(one, depth + 1));
}
