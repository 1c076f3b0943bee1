import { quantile } from '../figures/rounds';
import { type CallRecord, type OutageRecord } from './outage-record';

/** When what was done to Redis, in milliseconds since 1970. */
export interface OutageTimes {
  readonly faultAt: number;
  /** Redis was told to go on, or begins to come back. */
  readonly healedAt: number;
  /** It answers again. */
  readonly answersAt: number;
  readonly watchedUntil: number;
}

/** What came of one outage. A time that never came is the time it was waited for. */
export interface OutageVerdict {
  readonly firstRightMs: number;
  /** Of every call begun after that first one and before Redis came back. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Calls begun a second or more before Redis came back, and unsettled by then. */
  readonly hung: number;
  /** Calls begun in the outage that gave an error. */
  readonly failed: number;
  /** Calls, from the outage on, that gave a wrong answer. */
  readonly wrong: number;
  readonly uncaught: number;
  /** From Redis's first answer to the first call that Redis served. */
  readonly normalMs: number;
}

const patienceMs = 1_000;

/** Judges what a subject recorded by what was done to its Redis. */
export function judgeOutage({ calls, uncaught }: OutageRecord, times: OutageTimes): OutageVerdict {
  const { faultAt, healedAt, answersAt, watchedUntil } = times;
  const endOf = ({ begun, tookMs }: CallRecord) => begun + tookMs;
  const after = calls.filter(({ begun }) => begun >= faultAt);
  const during = after.filter(({ begun }) => begun < healedAt);
  const firstRight = Math.min(healedAt, ...during.filter(({ ending }) => ending === 'right').map(endOf));
  const later = during.filter(({ begun }) => begun >= firstRight);
  // Who is still waiting has waited until Redis came back, at least.
  const waits = (later.length > 0 ? later : during).map(
    (call) => Math.min(endOf(call), healedAt) - call.begun,
  );
  const fromRedis = after.filter((call) => call.fromRedis && call.begun >= healedAt).map(endOf);
  return {
    firstRightMs: firstRight - faultAt,
    p50Ms: quantile(waits, 0.5),
    p99Ms: quantile(waits, 0.99),
    hung: during.filter((call) => call.begun < healedAt - patienceMs && endOf(call) > healedAt).length,
    failed: during.filter(({ ending }) => ending === 'failed').length,
    wrong: after.filter(({ ending }) => ending === 'wrong').length,
    uncaught,
    normalMs: Math.max(0, Math.min(watchedUntil, ...fromRedis) - answersAt),
  };
}
