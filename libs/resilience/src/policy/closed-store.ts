import { type ComposedPolicy } from './composed-policy';
import { type FailureMode } from './declaration';
import { DegradedMarks } from './degraded-marks';
import { RedisUnavailableError } from './redis-unavailable.error';

/** The name a declaration has that names no store: it speaks of all that it does not name. */
const everyStore = 'redis';

/** Why no other tier of a store may serve the request being served; undefined where one may, or outside a request. */
export function refusalBy(store: string, cause?: unknown): RedisUnavailableError | undefined {
  const scope = DegradedMarks.current?.scope;
  if (scope === undefined || modeTowards(store, scope.policy) !== 'closed') return undefined;
  const { marks, policy, operation, settings } = scope;
  marks.add(policy?.marks ?? [operation]);
  return new RedisUnavailableError(operation, { cause, retryAfterSeconds: settings.retryAfterSeconds });
}

/** Undeclared means closed. */
function modeTowards(store: string, policy: ComposedPolicy | undefined): FailureMode | undefined {
  if (policy === undefined) return 'closed';
  let mode: FailureMode | undefined;
  for (const declared of policy.stores) {
    if (declared.store === store) return declared.mode;
    if (declared.store === everyStore) mode = declared.mode;
  }
  return mode;
}
