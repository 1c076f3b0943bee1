import { Injectable } from '@nestjs/common';
import { type Transaction, Transactions } from '@secureconnect/platform';
import { Fallback } from '@secureconnect/resilience';
import { type GrantedSession, type Rotation, SessionStore } from '@secureconnect/session-store';
import { AccountRecord } from '../accounts/account-record.adapter';
import { type Account } from '../accounts/account';
import { LoginAnswers, type TokenAnswer } from '../login/login-answers.service';
import { LoginMetrics, type RefreshOutcome } from '../login/login-metrics.service';
import { type LoginClient } from '../login/login-request';
import { EndOneSession } from './end-one-session';
import { InvalidRefreshTokenError } from './invalid-refresh-token.error';
import { SessionRisk } from './session-risk';
import { SuspectRefreshError } from './suspect-refresh.error';
import { SuspectRefreshes } from './suspect-refreshes';

/** What became of a refresh: tokens, or why not. */
type Decision =
  | { readonly outcome: 'rotated' | 'replayed'; readonly answer: () => Promise<TokenAnswer> }
  | { readonly outcome: Exclude<RefreshOutcome, 'rotated' | 'replayed' | 'reauthenticate'> };

const clockSql = 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS at';

/** Within a transaction, whose statements are bounded by themselves. */
const tiers = { tiers: ['redis', 'postgres'], deadlineMs: 10_000 };

/** Replaces a refresh token and gives an access token with it; one that was used before ends its session. */
@Injectable()
export class RefreshTokens {
  constructor(
    private readonly sessions: SessionStore,
    private readonly accounts: AccountRecord,
    private readonly risk: SessionRisk,
    private readonly endOne: EndOneSession,
    private readonly suspects: SuspectRefreshes,
    private readonly answers: LoginAnswers,
    private readonly metrics: LoginMetrics,
    private readonly transactions: Transactions,
  ) {}

  /** Throws 401 for a token that does not count, and where whoever shows it seems to be somebody else. */
  @Fallback('refresh.rotate', ['sessions', 'revocations'], tiers)
  async run(token: string, client: LoginClient): Promise<TokenAnswer> {
    try {
      // Committed also where it is refused: the session has ended for it.
      const decision = await this.transactions.run((within) => this.decide(token, client, within));
      this.metrics.refreshed(decision.outcome);
      if ('answer' in decision) return await decision.answer();
    } catch (error) {
      if (error instanceof SuspectRefreshError) {
        this.metrics.refreshed('reauthenticate');
        await this.suspects.tell(error.account, error.session, client);
      }
      throw error;
    }
    throw new InvalidRefreshTokenError('');
  }

  private async decide(token: string, client: LoginClient, within: Transaction): Promise<Decision> {
    const rotation = await this.sessions.rotate(token, within);
    if (!('session' in rotation)) return { outcome: 'refused' };
    if ('token' in rotation) return this.goOn(rotation, client, within);
    await this.endOne.follow(rotation.session, 'reuse', within);
    return { outcome: 'reused' };
  }

  private async goOn(
    { session, token, outcome }: Extract<Rotation, GrantedSession>,
    client: LoginClient,
    within: Transaction,
  ): Promise<Decision> {
    // No lock: whoever closes or demotes an account ends its sessions, and waits for this one.
    const account = await this.accounts.findById(session.userId, within.manager);
    if (!account || account.disabledAt) return { outcome: 'refused' };
    const verdict = await this.risk.look(session, client, within);
    if (verdict === 'reauthenticate') throw new SuspectRefreshError(account, session);
    if (verdict === 'go_on') return this.grant(account, { session, token }, outcome, within);
    await this.endOne.run(session, 'risk', within);
    return { outcome: 'revoked' };
  }

  private async grant(
    account: Account,
    granted: GrantedSession,
    outcome: 'rotated' | 'replayed',
    within: Transaction,
  ): Promise<Decision> {
    const [clock] = await within.manager.query<{ at: number }[]>(clockSql);
    const issuedAt = clock?.at ?? 0;
    return { outcome, answer: () => this.answers.ofSession(account, granted, issuedAt) };
  }
}
