import { type TokenKeeper } from '../auth/token-keeper';
import { ClientError, hasCode } from '../client-error';
import { type Http } from './http';
import { type HttpRequest } from './http-request';

/** A refusal of HEAD has no body that would say more than its status. */
const isStale = (error: unknown): boolean =>
  hasCode(error, 'token_expired', 'not_authenticated') ||
  (error instanceof ClientError && error.code === 'unreadable_answer' && error.status === 401);

/** Asks for whoever is signed in; a token that ended meanwhile is renewed, once. */
export class SignedHttp {
  constructor(
    private readonly http: Http,
    private readonly keeper: TokenKeeper,
  ) {}

  ask<T>(request: HttpRequest): Promise<T> {
    return this.signed(request, (signed) => this.http.ask<T>(signed));
  }

  /** Asked once; resolves as soon as a success begins, whose body is the caller's to read or to cancel. */
  answer(request: HttpRequest): Promise<Response> {
    return this.signed(request, (signed) => this.http.answer(signed));
  }

  private async signed<T>(request: HttpRequest, run: (signed: HttpRequest) => Promise<T>): Promise<T> {
    const tokens = await this.keeper.usable(request.signal);
    try {
      return await run({ ...request, token: tokens.access_token });
    } catch (error) {
      if (hasCode(error, 'token_revoked')) await this.keeper.lost(tokens, error.code);
      if (!isStale(error)) throw error;
      const { access_token: token } = await this.keeper.renewed(tokens, request.signal);
      return run({ ...request, token });
    }
  }
}
