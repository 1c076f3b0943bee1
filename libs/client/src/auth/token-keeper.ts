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
    this.loading ??= this.load().catch((error: unknown) => {
      this.loading = undefined; // The store may be well the next time.
      throw error;
    });
    await this.loading;
    return this.tokens;
  }

  /** Those that have a while to go. */
  async usable(signal?: AbortSignal): Promise<KeptTokens> {
    const tokens = await this.signedIn();
    if (!this.refreshing && Date.now() < tokens.renew_at) return tokens;
    return this.renewed(tokens, signal);
  }

  /** Others than those which were refused or will end; asked for by many at once they are fetched once. */
  async renewed(spent?: KeptTokens, signal?: AbortSignal): Promise<KeptTokens> {
    const tokens = await this.signedIn();
    if (spent && tokens.access_token !== spent.access_token) return tokens;
    this.refreshing ??= this.refresh(tokens).finally(() => (this.refreshing = undefined));
    return abortable(this.refreshing, signal);
  }

  /** The session of these tokens is over; who has signed in again since stays so. */
  async lost({ session_id }: KeptTokens, reason: string): Promise<void> {
    if ((await this.current())?.session_id === session_id) await this.end(reason);
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
    try {
      await this.store.delete(key);
    } finally {
      this.hub.emit('signed_out', { reason });
    }
  }

  private async signedIn(): Promise<KeptTokens> {
    const tokens = await this.current();
    if (!tokens) throw new ClientError('signed_out', 'Nobody is signed in.');
    return tokens;
  }

  private async load(): Promise<void> {
    this.tokens ??= await this.stored();
  }

  private async stored(): Promise<KeptTokens | undefined> {
    const text = await this.store.get(key);
    try {
      return text ? (JSON.parse(text) as KeptTokens) : undefined;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return undefined; // Whoever wrote that has signed nobody in.
    }
  }

  private async refresh(tokens: KeptTokens): Promise<KeptTokens> {
    const others = await this.ofAnotherTab(tokens);
    if (others) return others;
    if (!tokens.refresh_token) return this.giveUp('token_expired');
    try {
      const answer = await this.rotate(tokens.refresh_token);
      if (this.tokens !== tokens) return await this.signedIn(); // The session was left meanwhile.
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
