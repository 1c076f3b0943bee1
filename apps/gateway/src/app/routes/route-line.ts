import { type DurationSeries } from '@secureconnect/resilience';
import { type HttpMetrics } from '@secureconnect/platform';
import { type RouteLimits } from '../limits/route-limits';
import { type Upstream } from '../upstreams/upstream';
import { type ProxiedRoute, type RouteAccess } from './proxied-route';

const oneMebibyte = 1_048_576;

/** A line of the table with all that a request on it needs, looked up once. */
export class RouteLine {
  readonly methods: readonly string[];
  readonly template: string;
  readonly access: RouteAccess;
  readonly isBulk: boolean;
  readonly mostBytes: number;
  /** What an answer is marked with that was served without Redis. */
  readonly marks: string;
  /** Its part of a line in the access log. */
  readonly logged: string;
  private readonly durations = new Map<string, DurationSeries[]>();

  constructor(
    readonly route: ProxiedRoute,
    readonly upstream: Upstream,
    readonly limits: RouteLimits,
  ) {
    this.methods = route.methods;
    this.template = route.template;
    this.access = route.access;
    this.isBulk = route.isBulk ?? false;
    this.mostBytes = this.isBulk ? Infinity : oneMebibyte;
    this.logged = `"route":${JSON.stringify(route.template)},"upstream":"${route.upstream}"`;
    this.marks = [route.operation, ...route.stores.map(({ store }) => store)].join(', ');
  }

  /** Where the duration of such a request is counted. */
  durationsOf(metrics: HttpMetrics, method: string, status: number): DurationSeries {
    const known = this.durations.get(method)?.[status];
    if (known) return known;
    const series = metrics.series(method, this.template, status);
    const byStatus = this.durations.get(method) ?? [];
    byStatus[status] = series;
    this.durations.set(method, byStatus);
    return series;
  }
}
