import { randomBytes } from 'node:crypto';
import { type Client, createClient } from '@secureconnect/client';
import { type Gateway } from './gateway';
import { loginsLimited, retryAfterOf, waitForLogins } from './login-limit';

/** Tokens of a session that was opened by hand. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

/** Somebody with an account of her own, made for this drill. */
export class Person {
  readonly email: string;
  readonly password = randomBytes(12).toString('base64url');
  readonly client: Client;
  id = '';

  constructor(
    readonly username: string,
    private readonly gateway: Gateway,
  ) {
    this.email = `${username}@drill.example`;
    this.client = createClient({ baseUrl: gateway.url });
  }

  /** Has the account made. */
  async register(): Promise<void> {
    const { email, username, password } = this;
    await this.gateway.expect(202, 'POST', '/v1/auth/register', { json: { email, username, password } });
  }

  /** Is signed in by the client library, with the sockets of chat and calls open. */
  async arrive(tell: (sentence: string) => void): Promise<void> {
    const { client, email, password } = this;
    const signIn = () => client.auth.login({ email, password });
    this.id = (await signIn().catch((error) => waitForLogins(error, tell).then(signIn))).id;
    await Promise.all([client.chat.connect(), client.calls.connect()]);
  }

  /** One more session, by hand; undefined where the password is refused. */
  async logIn(password = this.password): Promise<Tokens | undefined> {
    const answer = await this.gateway.ask('POST', '/v1/auth/login', {
      json: { email: this.email, password },
    });
    if (answer.status === 401) return undefined;
    if (answer.status === 429) throw loginsLimited(retryAfterOf(answer.headers));
    if (answer.status !== 200) throw new Error(`the login was answered ${answer.status}`);
    const { access_token: access, refresh_token: refresh } = answer.body as Record<string, string>;
    return { access: access ?? '', refresh: refresh ?? '' };
  }
}
