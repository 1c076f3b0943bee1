import { Injectable } from '@nestjs/common';
import { type Transaction } from '@secureconnect/platform';
import { Fallback } from '@secureconnect/resilience';
import { type Session, SessionStore } from '@secureconnect/session-store';
import { type LoginClient } from '../login/login-request';
import { assessRisk } from '../risk/assess-risk';
import { PlaceFinder } from '../risk/place-finder.port';
import { RiskThresholds } from '../risk/risk-thresholds.service';
import { type Sighting } from '../risk/sighting';

/** What the risk of a refresh leads to. */
export type SessionVerdict = ReturnType<RiskThresholds['ofRefresh']>;

/** Within a transaction, whose statements are bounded by themselves. */
const tiers = { tiers: ['redis', 'postgres'], deadlineMs: 10_000 };

/** Tells whether whoever shows a refresh token seems to be whom it was given. */
@Injectable()
export class SessionRisk {
  constructor(
    private readonly sessions: SessionStore,
    private readonly places: PlaceFinder,
    private readonly thresholds: RiskThresholds,
  ) {}

  /** Notes with the session from where it is used now, where that has changed and may go on. */
  @Fallback('refresh.look', 'sessions', tiers)
  async look(
    { id, details }: Session,
    { address, userAgent }: LoginClient,
    within: Transaction,
  ): Promise<SessionVerdict> {
    if (details.address === address && details.userAgent === userAgent) return 'go_on';
    const now = this.sightingOf(Date.now(), address, userAgent);
    const last = this.sightingOf(Number(details.metadata.seen_at ?? 0), details.address, details.userAgent);
    const { score: riskScore } = assessRisk({ last }, now);
    const verdict = this.thresholds.ofRefresh(riskScore);
    if (verdict !== 'go_on') return verdict;
    const metadata = { ...details.metadata, seen_at: String(now.at) };
    await this.sessions.update(id, { details: { address, userAgent, riskScore, metadata } }, within);
    return verdict;
  }

  private sightingOf(at: number, address: string, userAgent: string): Sighting {
    const place = this.places.find(address);
    return { at, address, userAgent, ...(place && { place }) };
  }
}
