import { payloadBytes } from '../recovery/payload-bytes';
import { type MergeRule } from '../recovery/merge/merge-rule';
import {
  liveSession,
  revokeSession,
  sessionAt,
  sessionRule,
  type SessionState,
} from '../recovery/merge/session';
import { StampSource } from '../recovery/stamp';
import { type FallbackCachesOptions } from './fallback-caches.options';
import { MergedTier } from './merged-tier';

/** A read slides a session only once this part of its time has gone, so that most reads write nothing. */
const slideStep = 0.01;

/** Sessions in memory. A revoked one stays as a mark, so that no copy brings it back. */
export class SessionCache<T> extends MergedTier<SessionState<T>> {
  private readonly stamps: StampSource;

  constructor(private readonly settings: FallbackCachesOptions) {
    const { sessions, now } = settings;
    const rule = sessionRule as MergeRule<SessionState<T>>;
    const bytesOf = (id: string, state: SessionState<T>): number =>
      payloadBytes(id) + payloadBytes(state.live?.value);
    super('sessions', rule, (state) => state.live === null, { ...sessions, now, bytesOf });
    this.stamps = new StampSource(settings.origin, now);
  }

  /** Holds a session for its sliding time, or until `expiresAt`; one revoked before stays revoked. */
  createSession(id: string, value: T, expiresAt = this.slidTo()): SessionState<T> {
    return this.merge(id, liveSession({ value, expiresAt, stamp: this.stamps.next() }));
  }

  /** The session, if it is held and lives; its time starts anew. */
  getSession(id: string): T | undefined {
    const state = this.tier.get(id);
    const value = sessionAt(state, this.settings.now());
    if (value === undefined || !state?.live) return undefined;
    const slid = this.slidTo();
    if (slid - state.live.expiresAt >= this.settings.sessionTtlMs * slideStep) this.createSession(id, value);
    return value;
  }

  /** Revokes a session, also one not held here; the state given must be kept for the other tiers. */
  deleteSession(id: string): SessionState<T> {
    return this.merge(id, revokeSession(this.tier.peek(id), this.slidTo()));
  }

  private slidTo(): number {
    return this.settings.now() + this.settings.sessionTtlMs;
  }
}
