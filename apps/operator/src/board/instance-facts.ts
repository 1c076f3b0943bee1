import { type InstanceReport, type InstanceView } from '@secureconnect/contracts';
import { clock, lasting } from '../words/times';

/** What an instance is in, in a word. */
export const stateWords: Readonly<Record<InstanceView['state'], string>> = {
  normal: 'Normal',
  degraded: 'Degraded',
  recovering: 'Recovering',
  forced: 'Forced',
  unreachable: 'Not answering',
  unknown: 'Not heard yet',
};

/** Why it is in that. */
export function reasonOf({ state, error, report }: InstanceView): string {
  if (state === 'unreachable' || state === 'unknown' || !report) return error ?? '';
  if (report.is_draining) return 'it is shutting down';
  const { held, last_error: said, fault } = report.redis;
  if (held) {
    const behind = fault === null ? '' : `; and Redis is away: ${said ?? fault}`;
    return `by ${held.by}, until ${clock(held.until)}${behind}`;
  }
  if (report.redis.state === 'recovering') return recoveryWords(report);
  if (report.redis.state === 'degraded') return said ?? 'Redis is away';
  const odd = oddBreakers(report);
  if (odd.length > 0) return `breakers: ${odd.join(', ')}`;
  return badComponents(report)
    .map(([name, { last_error: error_ }]) => `${name}: ${error_ ?? 'not wholly well'}`)
    .join('; ');
}

function recoveryWords({ redis: { recovery } }: InstanceReport): string {
  const done = recovery.reduce((sum, each) => sum + each.done, 0);
  const total = recovery.reduce((sum, each) => sum + each.total, 0);
  return total > 0 ? `Redis is back, ${done} of ${total} writes brought to it` : 'Redis is back';
}

/** Those that are not up, besides Redis. */
export const badComponents = ({ components }: InstanceReport) =>
  Object.entries(components).filter(([name, { status }]) => name !== 'redis' && status !== 'up');

/** Which tier serves which stores, the best first; one that nobody asked since Redis went is not said to be served by it. */
export function tiersOf({ redis }: InstanceReport): { tier: string; stores: string[] }[] {
  const byTier = new Map<string, string[]>();
  for (const { store, tier } of redis.stores) {
    const name = redis.state !== 'normal' && tier === 'redis' ? 'not asked since' : tier;
    byTier.set(name, [...(byTier.get(name) ?? []), store]);
  }
  return [...byTier].map(([tier, stores]) => ({ tier, stores }));
}

/** Those that keep calls from Redis, and those that do not decide for themselves. */
const oddBreakers = ({ redis }: InstanceReport): string[] =>
  redis.breakers
    .filter(({ state, is_forced: isForced }) => state !== 'closed' || isForced)
    .map(({ kind, state, is_forced: isForced }) => `${kind} ${isForced ? 'forced ' : ''}${state}`);

/** Breakers, and what waits for Redis and what was brought to it, in a line. */
export function briefly(report: InstanceReport): string {
  const { redis } = report;
  const odd = oddBreakers(report);
  const breakers = odd.length === 0 ? 'breakers closed' : `breakers: ${odd.join(', ')}`;
  return `${breakers} · ${redis.pending} pending · ${redis.reconciled.total} reconciled`;
}

/** Figures by their names. */
export function figuresOf(report: InstanceReport): readonly (readonly [string, string])[] {
  const { redis, components } = report;
  const postgres = components['postgres'];
  const latency = postgres?.['latency_ms'];
  const last = redis.reconciled.last;
  return [
    ['Pending writes', String(redis.pending)],
    ['Reconciled', `${redis.reconciled.total}${last ? ` (last ${last.writes}, ${last.state})` : ''}`],
    [
      'PostgreSQL',
      postgres?.status === 'up' ? `up, ${String(latency)} ms` : (postgres?.status ?? 'not known'),
    ],
    ['Requests', `${report.requests} on ${report.connections} connections`],
    ['Running', `${lasting(report.started_at)}, ${report.version}, pid ${report.pid}`],
  ];
}
