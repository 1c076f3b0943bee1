import { Injectable } from '@nestjs/common';
import { ModeSource } from '@secureconnect/platform';
import { DegradedMarks } from '@secureconnect/resilience';
import { type GrantedSession } from '@secureconnect/session-store';
import { type Account } from '../accounts/account';
import { UserDto } from '../accounts/accounts.dto';
import { type LoginAnswer } from '../mfa/step-up-completion.port';
import { accessTokenLife } from '../tokens/access-token-life.constants';
import { AccessTokenSigner } from '../tokens/access-token-signer.service';

/** What a client is told of a session it has been given, or given anew. */
export type TokenAnswer = Omit<LoginAnswer, 'user'>;

/** A login without a session. */
export interface StatelessLogin {
  readonly methods: readonly string[];
  /** Ms since the epoch, by PostgreSQL's clock. */
  readonly at: number;
}

/** Signs what a login or a refresh was granted. */
@Injectable()
export class LoginAnswers {
  constructor(
    private readonly signer: AccessTokenSigner,
    private readonly modes: ModeSource,
  ) {}

  async ofLogin(account: Account, granted: GrantedSession): Promise<LoginAnswer> {
    const tokens = await this.ofSession(account, granted, granted.session.authenticatedAt);
    return { user: UserDto.of(account), ...tokens };
  }

  /** `issuedAt`: by PostgreSQL's clock, in the transaction that gave the refresh token. */
  async ofSession(
    { id: userId, role }: Account,
    { session, token: refreshToken }: GrantedSession,
    issuedAt: number,
  ): Promise<TokenAnswer> {
    const { id: sessionId, methods, authenticatedAt } = session;
    const { token, expiresIn } = await this.signer.sign({
      ...{ userId, sessionId, role, methods },
      ...{ authenticatedAtMs: authenticatedAt, issuedAtMs: issuedAt, lifeSeconds: accessTokenLife.ofSession },
    });
    return this.answer(token, refreshToken, sessionId, expiresIn);
  }

  async ofStateless(account: Account, { methods, at }: StatelessLogin): Promise<LoginAnswer> {
    const { id: userId, role } = account;
    const { token, expiresIn } = await this.signer.sign({
      ...{ userId, role, methods },
      ...{ authenticatedAtMs: at, issuedAtMs: at, lifeSeconds: accessTokenLife.stateless },
    });
    return { user: UserDto.of(account), ...this.answer(token, '', null, expiresIn) };
  }

  private answer(access: string, refresh: string, session: string | null, expiresIn: number): TokenAnswer {
    return {
      ...{ access_token: access, refresh_token: refresh, session_id: session },
      ...{ token_type: 'Bearer', expires_in: expiresIn, mode: this.mode },
    };
  }

  /** As the headers of this answer say it. */
  private get mode(): TokenAnswer['mode'] {
    return DegradedMarks.current?.list.length ? 'degraded' : this.modes.mode;
  }
}
