import { type EnqueueOptions } from './enqueue.options';
import { JobOptionsInvalidError } from './job-options-invalid.error';

const longestDelayMs = 366 * 86_400_000;
const longestKey = 255;
const mostPriority = 1_000;

/** Refuses what PostgreSQL would refuse or change, so that no job takes others of its statement with it. */
export function checkOptions(job: string, options: EnqueueOptions): void {
  const { delayMs, runAt, priority, uniqueKey, idempotencyKey, orderKey, within } = options;
  const checks: [boolean, string, string][] = [
    [isDelay(delayMs) && !(Number(delayMs) < 0), 'delayMs', `must be 0 to ${longestDelayMs}`],
    [isTime(runAt), 'runAt', 'must be a time from 1970 on, within a year from now'],
    [delayMs === undefined || runAt === undefined, 'runAt', 'must not come with delayMs'],
    [isPriority(priority), 'priority', `must be a whole number from -${mostPriority} to ${mostPriority}`],
    [isKey(uniqueKey), 'uniqueKey', keyRule],
    [isKey(idempotencyKey), 'idempotencyKey', keyRule],
    [isKey(orderKey), 'orderKey', keyRule],
    [!within || within.queryRunner?.isTransactionActive === true, 'within', 'must be of an open transaction'],
  ];
  const faults = checks
    .filter(([holds]) => !holds)
    .map(([, field, problem]) => ({ field, problems: [problem] }));
  if (faults.length > 0) throw new JobOptionsInvalidError(job, faults);
}

/** A time that is past is due at once; PostgreSQL knows none as early as JavaScript does. */
const isTime = (at: Date | undefined): boolean =>
  at === undefined || (at instanceof Date && at.getTime() >= 0 && isDelay(at.getTime() - Date.now()));

const isDelay = (ms: number | undefined): boolean =>
  ms === undefined || (Number.isFinite(ms) && ms <= longestDelayMs);

const isPriority = (value: number | undefined): boolean =>
  value === undefined || (Number.isInteger(value) && Math.abs(value) <= mostPriority);

const keyRule = `must be text of 1 to ${longestKey} characters, without NUL or half a surrogate pair`;

const isKey = (key: string | undefined): boolean =>
  key === undefined ||
  (typeof key === 'string' && key.length > 0 && key.length <= longestKey && !/[\0\ud800-\udfff]/u.test(key));
