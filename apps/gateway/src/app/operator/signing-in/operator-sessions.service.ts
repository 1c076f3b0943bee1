import { Injectable } from '@nestjs/common';
import { InjectSettings, type PlatformValues } from '@secureconnect/platform';
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Who is signed in on the page, and until when. */
export interface OperatorSession {
  readonly name: string;
  readonly until: Date;
}

const lifeMs = 3_600_000;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Sessions of operators, all in their cookies: signed with a key that is made of OPERATOR_TOKEN, so that every gateway
 * knows them, PostgreSQL and Redis may be away, and a new token ends them all.
 */
@Injectable()
export class OperatorSessions {
  private readonly token: Buffer | undefined;
  private readonly key: Buffer;

  constructor(@InjectSettings() { OPERATOR_TOKEN }: PlatformValues) {
    this.token = OPERATOR_TOKEN === '' ? undefined : digest(OPERATOR_TOKEN);
    this.key = createHmac('sha256', OPERATOR_TOKEN).update('cookies of the operator page').digest();
  }

  /** Whether there is a token that somebody could show. */
  get isOpen(): boolean {
    return this.token !== undefined;
  }

  /** What goes into the cookie of whoever shows the token; undefined: it is not the token. */
  begin(
    name: string,
    token: string,
  ): { readonly cookie: string; readonly session: OperatorSession } | undefined {
    // Digests are of one length, and comparing them takes as long for a near miss as for any other.
    if (!this.token || !timingSafeEqual(digest(token), this.token)) return undefined;
    const until = new Date(Date.now() + lifeMs);
    const said = Buffer.from(JSON.stringify({ name, until: until.getTime() })).toString('base64url');
    return { cookie: `${said}.${this.sign(said).toString('base64url')}`, session: { name, until } };
  }

  /** Whose cookie it is; undefined: nobody's, or nobody's any more. */
  read(cookie: string | undefined): OperatorSession | undefined {
    const [said, signature, more] = (cookie ?? '').split('.');
    if (!this.token || !said || !signature || more !== undefined) return undefined;
    const given = Buffer.from(signature, 'base64url');
    const expected = this.sign(said);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const { name, until } = JSON.parse(Buffer.from(said, 'base64url').toString()) as {
      name: string;
      until: number;
    };
    return Date.now() < until ? { name, until: new Date(until) } : undefined;
  }

  private sign(said: string): Buffer {
    return createHmac('sha256', this.key).update(said).digest();
  }
}
