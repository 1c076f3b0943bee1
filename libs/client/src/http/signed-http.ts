import { type TokenKeeper } from '../auth/token-keeper';
import { hasCode } from '../client-error';
import { type Http } from './http';
import { type HttpRequest } from './http-request';

/** Asks for whoever is signed in; a token that ended meanwhile is renewed, once. */
export class SignedHttp {
  constructor(
    private readonly http: Http,
    private readonly keeper: TokenKeeper,
  ) {}

  async ask<T>(request: HttpRequest): Promise<T> {
    const tokens = await this.keeper.usable(request.signal);
    try {
      return await this.http.ask<T>({ ...request, token: tokens.access_token });
    } catch (error) {
      if (hasCode(error, 'token_revoked')) await this.keeper.lost(tokens, error.code);
      if (!hasCode(error, 'token_expired', 'not_authenticated')) throw error;
      const { access_token: token } = await this.keeper.renewed(tokens, request.signal);
      return this.http.ask<T>({ ...request, token });
    }
  }
}
