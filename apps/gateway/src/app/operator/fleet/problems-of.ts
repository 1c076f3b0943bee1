import {
  type ComponentReport,
  type FleetProblem,
  type InstanceReport,
  type InstanceView,
  serviceNames,
} from '@secureconnect/contracts';

/** Something wrong with one instance. */
export type InstanceProblem = Pick<FleetProblem, 'kind' | 'since' | 'reason'>;

/** What was looked at longer ago says nothing of now. */
const oldMs = 15_000;

/** All that is wrong with one instance; none where it is wholly well. */
export function problemsOf(view: InstanceView, now = Date.now()): readonly InstanceProblem[] {
  const { report, state, since, error } = view;
  if (state === 'unreachable' || state === 'unknown' || !report)
    return [{ kind: 'unreachable', since, reason: error ?? 'it has not answered yet' }];
  return [...ofRedis(report), ...ofComponents(report, sinceHeard(view, now)), ...ofEnding(report, since)];
}

function ofRedis({ redis }: InstanceReport): InstanceProblem[] {
  const { held, state, since, last_error: error } = redis;
  if (held)
    return [
      { kind: 'forced', since: held.since, reason: `forced by ${held.by}` },
      ...ofRedisBehind(redis, held.since),
      ...ofBreakers(redis),
    ];
  const away = state === 'recovering' ? 'Redis is back and is being filled' : (error ?? 'Redis is away');
  const lost = state === 'normal' ? [] : [{ kind: 'redis' as const, since, reason: plain(away) }];
  return [...lost, ...ofBreakers(redis)];
}

/** While Redis is not relied on every breaker may be open; one that somebody holds stays so when it is back. */
function ofBreakers({ state, breakers }: InstanceReport['redis']): InstanceProblem[] {
  return breakers
    .filter((breaker) => breaker.is_forced || (state === 'normal' && breaker.state !== 'closed'))
    .map(({ kind, state: stand, is_forced: isForced, since: from }) => ({
      kind: isForced ? ('forced' as const) : ('breaker' as const),
      since: from,
      reason: `the breaker of ${kind} calls to Redis is ${isForced ? 'forced ' : ''}${stand}`,
    }));
}

/** A hold hides no outage. */
function ofRedisBehind(redis: InstanceReport['redis'], heldSince: string): InstanceProblem[] {
  const { fault, fault_since: since, last_error: error, last_look: look } = redis;
  if (fault === null && look.failed_in_a_row === 0) return [];
  return [{ kind: 'redis', since: since ?? heldSince, reason: plain(error ?? 'Redis is away') }];
}

/** By the clock of this gateway alone; the times in a report are by another. */
const sinceHeard = ({ heard_at: heardAt }: InstanceView, now: number): number =>
  heardAt === null ? Infinity : now - Date.parse(heardAt);

function ofComponents(report: InstanceReport, heardMsAgo: number): InstanceProblem[] {
  const { components_at: at, components } = report;
  if (at === null || !(Date.parse(report.at) - Date.parse(at) + heardMsAgo <= oldMs))
    return [
      { kind: 'component', since: at ?? report.started_at, reason: 'its components do not say how they are' },
    ];
  return Object.entries(components)
    .filter(([name, { status }]) => name !== 'redis' && status !== 'up')
    .filter(([name, component]) => !isToldElsewhere(name, component) && !follows(component, report))
    .map(([name, { since, last_error: error }]) => ({
      kind: name === 'postgres' ? ('postgres' as const) : ('component' as const),
      since: since ?? at,
      reason: `${name === 'postgres' ? 'PostgreSQL' : name}: ${error ?? 'not wholly well'}`,
    }));
}

/** `since`: when that was first seen, for it does not say. */
const ofEnding = ({ is_draining: isDraining }: InstanceReport, since: string): InstanceProblem[] =>
  isDraining ? [{ kind: 'component', since, reason: 'it is shutting down' }] : [];

/** While Redis is away, what has nothing more to say is less well for that alone. */
const follows = ({ status, last_error: error }: ComponentReport, { redis }: InstanceReport): boolean =>
  redis.state !== 'normal' && status === 'degraded' && (error === undefined || error === null);

/**
 * What is not ready behind the gateway says so itself, or is seen not to. Of one that is ready, and that requests are kept
 * from all the same, nobody else knows.
 */
function isToldElsewhere(name: string, { instances }: ComponentReport): boolean {
  if (!(serviceNames as readonly string[]).includes(name)) return false;
  const statusOf = (each: unknown) => (each as { status?: unknown } | null)?.status;
  return !Array.isArray(instances) || instances.some((each) => statusOf(each) === 'down');
}

/** Node's words for what everybody knows by others. */
const plain = (error: string): string =>
  error.includes('ECONNREFUSED') ? `Redis refused connections (${error})` : error;
