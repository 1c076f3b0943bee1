import { randomBytes } from 'node:crypto';
import { type Client, createClient, hasCode } from '@secureconnect/client';
import { DrillError } from '../drill.error';
import { type Gateway } from './gateway';

/** Tokens of a session that was opened by hand. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

/** A drill signs in some thirty times, and a third one within a minute meets the limit that guards passwords. */
const limited =
  'the logins of this address are used up (RATE_LIMIT_LOGIN_ADDRESS): that is no fault, hold the next drill in a minute';

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
  async arrive(): Promise<void> {
    const { client, email, password } = this;
    this.id = (await client.auth.login({ email, password }).catch(explained)).id;
    await Promise.all([client.chat.connect(), client.calls.connect()]);
  }

  /** One more session, by hand. */
  async logIn(password = this.password): Promise<Tokens | undefined> {
    const answer = await this.gateway.ask('POST', '/v1/auth/login', {
      json: { email: this.email, password },
    });
    if (answer.status === 401) return undefined;
    if (answer.status === 429) throw new DrillError(limited);
    if (answer.status !== 200) throw new Error(`the login was answered ${answer.status}`);
    const { access_token: access, refresh_token: refresh } = answer.body as Record<string, string>;
    return { access: access ?? '', refresh: refresh ?? '' };
  }
}

function explained(error: unknown): never {
  throw hasCode(error, 'rate_limited') ? new DrillError(limited) : error;
}
