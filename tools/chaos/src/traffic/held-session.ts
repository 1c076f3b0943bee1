import { createHash } from 'node:crypto';
import { stormNow } from '../history/storm-clock';
import { type Facts } from '../history/storm-history';
import { type Account } from './accounts';
import { type Asked, type Door, type DoorAnswer } from './door';
import { type Stage } from './stage';
import { type Came } from './storm-record';

/** What is asked with a token, of each service: all of them have to refuse one that was ended. */
const pathOf: Readonly<Record<string, string>> = {
  gateway: '/v1/users/me',
  auth: '/v1/auth/sessions',
  chat: '/v1/conversations?limit=1',
  video: '/v1/calls/active',
  storage: '/v1/quota',
};

/** In place of a secret, so that two of them can be told apart. */
const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex').slice(0, 12);

interface Tokens {
  readonly access: string;
  readonly refresh: string;
  readonly session: string;
}

const tokensOf = ({ json }: DoorAnswer): Tokens => ({
  access: String(json['access_token']),
  refresh: String(json['refresh_token']),
  session: String(json['session_id']),
});

/** One login, by hand, and all the refresh tokens it was ever given. */
export class HeldSession {
  private access: string;
  private since = stormNow();
  private readonly refreshTokens: string[];
  readonly id: string;
  /** Nobody knows how far its refresh token is, so it is only looked at from now on. */
  isDoubtful = false;

  private constructor(
    private readonly stage: Stage,
    private readonly account: Account,
    { access, refresh, session }: Tokens,
  ) {
    this.id = session;
    this.access = access;
    this.refreshTokens = [refresh];
  }

  /** Of the access token that it would show now. */
  get ageMs(): number {
    return Math.round(stormNow() - this.since);
  }

  /** Undefined where no session was given. */
  static async begin(stage: Stage, account: Account, door: Door): Promise<HeldSession | undefined> {
    const { name, email, from } = account;
    const body = { email, password: stage.password };
    const asking = { subject: 'sessions', what: 'log-in', actor: name, door: door.name } as const;
    const came = await stage.record.step({ ...asking, facts: { account: name } }, async () => {
      const answer = await door.ask('POST', '/v1/auth/login', { body, from });
      const facts: Facts = answer.outcome === 'done' ? { session: tokensOf(answer).session } : {};
      return { ...answer, facts };
    });
    return came.outcome === 'done' ? new HeldSession(stage, account, tokensOf(came)) : undefined;
  }

  /** Shows its access token at a gateway or an instance. */
  async use(door: Door, subject: 'sessions' | 'revocations' = 'sessions'): Promise<void> {
    const [service = ''] = door.name.split('-');
    const facts = { session: this.id, ageMs: this.ageMs };
    await this.ask(door, subject, 'use', facts, 'GET', pathOf[service] ?? '/', { token: this.access });
  }

  /** `back`: how many generations before the newest one. */
  async refresh(door: Door, back = 0): Promise<void> {
    const generation = Math.max(0, this.refreshTokens.length - 1 - back);
    const body = { refresh_token: this.refreshTokens[generation] };
    const facts = { session: this.id, generation };
    const answer = await this.ask(door, 'sessions', 'refresh', facts, 'POST', '/v1/auth/refresh', { body });
    if (answer.outcome === 'unknown') this.isDoubtful = true;
    if (answer.outcome !== 'done') return;
    const { access, refresh } = tokensOf(answer);
    this.refreshTokens[generation + 1] = refresh;
    if (generation + 1 < this.refreshTokens.length - 1) return;
    [this.access, this.since] = [access, stormNow()];
  }

  /** Whether that was answered with a yes. */
  async logOut(door: Door, scope: 'local' | 'others' | 'global'): Promise<boolean> {
    const facts = { session: this.id, account: this.account.name, scope };
    const path = `/v1/auth/logout?scope=${scope}`;
    const answer = await this.ask(door, 'revocations', 'log-out', facts, 'POST', path, {
      token: this.access,
    });
    return answer.outcome === 'done';
  }

  private ask(
    door: Door,
    subject: 'sessions' | 'revocations',
    what: string,
    facts: Facts,
    method: string,
    path: string,
    asked: Asked,
  ): Promise<DoorAnswer> {
    const { name: actor, from } = this.account;
    return this.stage.record.step({ subject, what, actor, door: door.name, facts }, async () => {
      const answer = await door.ask(method, path, { ...asked, from });
      const child = what === 'refresh' && answer.outcome === 'done' && tokensOf(answer).refresh;
      const learnt: Came['facts'] = child ? { child: digestOf(child) } : {};
      return { ...answer, facts: learnt };
    });
  }
}
