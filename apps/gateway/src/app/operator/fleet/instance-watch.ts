import { type BreakerWire, type InstanceReport, type InstanceView } from '@secureconnect/contracts';
import { type InstanceSource, whyNot } from './instance-source';

const neverAsked = 'not asked yet';
const keepsCallsAway = ({ state, is_forced: isForced }: BreakerWire): boolean =>
  state !== 'closed' && !isForced;

/** Since when the first of its components is not well, by its own words; Redis is looked at by itself. */
const unwellSince = ({ components }: InstanceReport): string | undefined =>
  Object.entries(components)
    .flatMap(([name, { status, since }]) => (name !== 'redis' && status !== 'up' && since ? [since] : []))
    .sort()[0];

/** What is known of one instance: what it said last, or since when it says nothing. */
export class InstanceWatch {
  private report: InstanceReport | undefined;
  private heardAt: Date | undefined;
  private failing: { readonly since: Date; readonly error: string } | undefined;
  private looking: Promise<void> | undefined;
  private endingSince: Date | undefined;
  private seenUnwellSince: Date | undefined;
  private readonly begunAt = new Date();

  constructor(
    readonly source: InstanceSource,
    /** Since when whoever looks all the time has found it not to answer, if anybody does. */
    private readonly downSince: () => Date | undefined,
  ) {}

  /** The process that answers there; undefined: none has yet. */
  get instance(): string | undefined {
    return this.report?.instance;
  }

  /** Asks it once, however many want to know; never rejects. */
  look(): Promise<void> {
    this.looking ??= this.ask().finally(() => (this.looking = undefined));
    return this.looking;
  }

  get view(): InstanceView {
    const { service, origin } = this.source;
    return {
      service,
      origin,
      ...this.standing(),
      heard_at: this.heardAt?.toISOString() ?? null,
      error: this.failing?.error ?? (this.report ? null : neverAsked),
      report: this.report ?? null,
    };
  }

  private standing(): Pick<InstanceView, 'state' | 'since'> {
    const { report, failing } = this;
    if (failing) return { state: 'unreachable', since: failing.since.toISOString() };
    if (!report) return { state: 'unknown', since: this.begunAt.toISOString() };
    if (this.endingSince) return { state: 'degraded', since: this.endingSince.toISOString() };
    const { held, state, since, breakers } = report.redis;
    if (held) return { state: 'forced', since: held.since };
    if (state !== 'normal') return { state, since };
    const odd = breakers.find(keepsCallsAway) ?? breakers.find((breaker) => breaker.is_forced);
    if (odd) return { state: odd.is_forced ? 'forced' : 'degraded', since: odd.since };
    if (!this.seenUnwellSince) return { state: 'normal', since };
    return { state: 'degraded', since: unwellSince(report) ?? this.seenUnwellSince.toISOString() };
  }

  private async ask(): Promise<void> {
    try {
      this.report = await this.source.report();
      this.heardAt = new Date();
      this.failing = undefined;
      this.endingSince = this.report.is_draining ? (this.endingSince ?? this.heardAt) : undefined;
      this.seenUnwellSince = this.report.status === 'ok' ? undefined : (this.seenUnwellSince ?? this.heardAt);
    } catch (error) {
      // Told by the page, with since when; what it said last stays beside that.
      const since = this.failing?.since ?? this.downSince() ?? new Date();
      this.failing = { since, error: whyNot(error) };
    }
  }
}
