import { hasCode } from '../client-error';
import { type ClientEvents } from '../client-events';
import { type EventHub } from '../event-hub';
import { type Http } from '../http/http';
import { type CallOptions } from '../http/http-request';
import { type SignedHttp } from '../http/signed-http';
import { type TokenKeeper } from './token-keeper';
import { type TokenAnswer, type User } from './tokens';

/** Somebody who wants an account. */
export interface Registration {
  readonly email: string;
  readonly username: string;
  readonly password: string;
  readonly display_name?: string;
}

/** What this machine says of itself; all of it may be left out. */
export interface Device {
  readonly fingerprint?: string;
  readonly platform?: string;
  readonly browser?: string;
  readonly version?: string;
  readonly is_mobile?: boolean;
  readonly screen?: string;
  readonly time_zone?: string;
}

/** Somebody as others find her. */
export type DirectoryEntry = Pick<User, 'id' | 'username' | 'display_name'>;

/** Tokens, and whose they are. */
export type LoginAnswer = TokenAnswer & { readonly user: User };

/** Accounts and sessions: who one is, and how one comes to be so. */
export class Accounts {
  constructor(
    private readonly http: Http,
    private readonly signed: SignedHttp,
    private readonly keeper: TokenKeeper,
    private readonly hub: EventHub<ClientEvents>,
  ) {}

  /** Undefined: nobody is signed in; asks nobody but the store. */
  async user(): Promise<User | undefined> {
    return (await this.keeper.current())?.user;
  }

  /** The link to verify the address comes by mail. */
  async register(body: Registration, { signal }: CallOptions = {}): Promise<void> {
    await this.http.ask({ method: 'POST', path: '/v1/auth/register', body, signal, isRepeatable: true });
  }

  async verifyEmail(token: string, { signal }: CallOptions = {}): Promise<void> {
    await this.http.ask({ method: 'POST', path: '/v1/auth/email/verify', body: { token }, signal });
  }

  /** Throws `step_up_required`, whose `details` have the challenge, where a code is needed as well. */
  login(
    body: { email: string; password: string; device?: Device },
    options: CallOptions = {},
  ): Promise<User> {
    return this.enter('/v1/auth/login', body, options);
  }

  /** Completes a login that asked for a code. */
  stepUp(body: { challenge: string; code: string }, options: CallOptions = {}): Promise<User> {
    return this.enter('/v1/auth/mfa/totp/verify', body, options);
  }

  /** A new access token; the client does it by itself when one ends. */
  async refresh({ signal }: CallOptions = {}): Promise<void> {
    await this.keeper.renewed(undefined, signal);
  }

  /** Throws, and leaves one signed in, where the server was not reached: the session would live on. */
  async logout({ scope = 'local', signal }: CallOptions & { scope?: 'local' | 'others' | 'global' } = {}) {
    const request = { method: 'POST', path: '/v1/auth/logout', query: { scope }, signal } as const;
    try {
      await this.signed.ask({ ...request, isRepeatable: true });
    } catch (error) {
      if (!hasCode(error, 'signed_out', 'token_revoked')) throw error;
    }
    if (scope !== 'others') await this.keeper.end('logout');
  }

  me({ signal }: CallOptions = {}): Promise<User> {
    return this.signed.ask({ method: 'GET', path: '/v1/users/me', signal });
  }

  /** By the whole address or the whole name; `not_found` where nobody has it. */
  find(
    query: { email: string } | { username: string },
    { signal }: CallOptions = {},
  ): Promise<DirectoryEntry> {
    return this.signed.ask({ method: 'GET', path: '/v1/directory', query, signal });
  }

  private async enter(path: string, body: object, { signal }: CallOptions): Promise<User> {
    // Not repeated: the first attempt may have been a failed one, and five of those lock the account.
    return this.adopt(await this.http.ask<LoginAnswer>({ method: 'POST', path, body, signal }));
  }

  /** Goes on with tokens that were got elsewhere, as a login is answered with them. */
  async adopt(answer: LoginAnswer): Promise<User> {
    const { id } = (await this.keeper.current())?.user ?? {};
    if (id !== undefined && id !== answer.user.id) await this.keeper.end('another_user');
    await this.keeper.keep(answer, answer.user);
    this.hub.emit('signed_in', { user: answer.user });
    return answer.user;
  }
}
