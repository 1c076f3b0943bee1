import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { type Agent } from 'undici';
import { type ServiceAccount } from '../settings/service-account';
import { post } from './http-call';

const scope = 'https://www.googleapis.com/auth/firebase.messaging';
const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Renewed so long before its end. */
const marginMs = 300_000;

interface Access {
  readonly token: string;
  readonly until: number;
}

/** Access tokens of a service account: asked for once, kept until shortly before they end. */
export class FcmAccess {
  private held: Access | undefined;
  private asking: Promise<Access> | undefined;

  constructor(
    private readonly account: ServiceAccount,
    private readonly agent: Agent,
  ) {}

  /** Rejects where none is given; whoever is told to stop does not stop others who wait for the same one. */
  async token(signal: AbortSignal): Promise<string> {
    if (this.held && this.held.until > Date.now()) return this.held.token;
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    const { token } = await this.asking;
    signal.throwIfAborted();
    return token;
  }

  /** It was not accepted; says whether a new one may be another. */
  forget(token: string): boolean {
    if (this.held?.token !== token) return true;
    const wasOld = this.held.until - Date.now() < 3_000_000;
    this.held = undefined;
    return wasOld;
  }

  private async ask(): Promise<Access> {
    const assertion = await this.assertion();
    const { status, text } = await post({
      url: this.account.tokenUri,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: grant, assertion }).toString(),
      dispatcher: this.agent,
      signal: new AbortController().signal,
    });
    if (status !== 200) throw new Error(`No access token was given: ${status}`);
    const given = JSON.parse(text) as { access_token?: unknown; expires_in?: unknown };
    if (typeof given.access_token !== 'string') throw new Error('No access token was given');
    const lifeMs = (Number(given.expires_in) || 0) * 1_000;
    this.held = { token: given.access_token, until: Date.now() + Math.max(lifeMs - marginMs, 0) };
    return this.held;
  }

  private assertion(): Promise<string> {
    const { clientEmail, privateKey, tokenUri } = this.account;
    return new SignJWT({ scope })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setIssuer(clientEmail)
      .setAudience(tokenUri)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(createPrivateKey(privateKey));
  }
}
