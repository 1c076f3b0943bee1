import { ClientError, hasCode } from '../client-error';
import { type ClientEvents } from '../client-events';
import { type EventHub } from '../event-hub';
import { type ClientStore } from '../store/client-store';
import { abortable } from '../wait';
import { type KeptTokens, type TokenAnswer, type User } from './tokens';

const key = 'tokens';
const mostMarginMs = 60_000;

/** Keeps the tokens of whoever is signed in; a refresh token is spent once, whoever needs it how often. */
export class TokenKeeper {
  private tokens: KeptTokens | undefined;
  private loading: Promise<void> | undefined;
  private refreshing: Promise<KeptTokens> | undefined;

  constructor(
    private readonly store: ClientStore,
    private readonly rotate: (refreshToken: string) => Promise<TokenAnswer>,
    private readonly hub: EventHub<ClientEvents>,
  ) {}

  /** Undefined: nobody is signed in. */
  async current(): Promise<KeptTokens | undefined> {
    await (this.loading ??= this.load());
    return this.tokens;
  }

  /** One that has a while to go. */
  async accessToken(signal?: AbortSignal): Promise<string> {
    const tokens = await this.current();
    if (!tokens) throw new ClientError('signed_out', 'Nobody is signed in.');
    if (!this.refreshing && Date.now() < tokens.renew_at) return tokens.access_token;
    return this.renewed(tokens.access_token, signal);
  }

  /** Another one than that which was refused or will end; asked for by many at once it is fetched once. */
  async renewed(spent: string, signal?: AbortSignal): Promise<string> {
    const tokens = await this.current();
    if (!tokens) throw new ClientError('signed_out', 'Nobody is signed in.');
    if (tokens.access_token !== spent) return tokens.access_token;
    this.refreshing ??= this.refresh(tokens).finally(() => (this.refreshing = undefined));
    return (await abortable(this.refreshing, signal)).access_token;
  }

  /** In the store before anybody uses them: the refresh token before them counts no more. */
  async keep(answer: TokenAnswer, user: User): Promise<KeptTokens> {
    const { access_token, refresh_token, session_id } = answer;
    const life = answer.expires_in * 1000;
    const margin = refresh_token ? Math.min(mostMarginMs, life / 4) : 0;
    const kept = { access_token, refresh_token, session_id, renew_at: Date.now() + life - margin, user };
    await this.store.set(key, JSON.stringify(kept));
    this.loading ??= Promise.resolve();
    return (this.tokens = kept);
  }

  /** Who is signed in is so no more; told once. */
  async end(reason: string): Promise<void> {
    if (!(await this.current())) return;
    this.tokens = undefined;
    await this.store.delete(key);
    this.hub.emit('signed_out', { reason });
  }

  private async load(): Promise<void> {
    this.tokens ??= await this.stored();
  }

  private async stored(): Promise<KeptTokens | undefined> {
    const text = await this.store.get(key);
    return text ? (JSON.parse(text) as KeptTokens) : undefined;
  }

  private async refresh(tokens: KeptTokens): Promise<KeptTokens> {
    const others = await this.ofAnotherTab(tokens);
    if (others) return others;
    if (!tokens.refresh_token) return this.giveUp('token_expired');
    try {
      const answer = await this.rotate(tokens.refresh_token);
      if (this.tokens !== tokens) throw new ClientError('signed_out', 'The session was left meanwhile.');
      return await this.keep(answer, tokens.user);
    } catch (error) {
      if (!hasCode(error, 'invalid_refresh_token', 'reauthentication_required')) throw error;
      return (await this.ofAnotherTab(tokens)) ?? this.giveUp(error.code, error);
    }
  }

  /** Whoever shares the store may have been faster. */
  private async ofAnotherTab(tokens: KeptTokens): Promise<KeptTokens | undefined> {
    const stored = await this.stored();
    if (!stored || stored.refresh_token === tokens.refresh_token || stored.user.id !== tokens.user.id)
      return undefined;
    return (this.tokens = stored);
  }

  private async giveUp(reason: string, cause?: unknown): Promise<never> {
    await this.end(reason);
    throw new ClientError('signed_out', 'The session has ended. Sign in again.', { cause });
  }
}
