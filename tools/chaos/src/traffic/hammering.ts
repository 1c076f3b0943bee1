import { type Dice, until } from '@secureconnect/testing';
import { type Found } from '../history/storm-history';
import { type Account, type Accounts } from './accounts';
import { type Pastime } from './pastime';
import { type Stage } from './stage';

/** Of one person who looks people up: 30 a minute, and ten at once (docs/gateway/operating.md). */
const limit = { perSecond: 0.5, burst: 10 };
const renewAfterMs = 10 * 60_000;

interface Hammerer {
  readonly account: Account;
  token: string;
  since: number;
}

/** People who ask for far more than is due, at both gateways by turns: one evenly, one in bursts. */
export class Hammering implements Pastime {
  readonly loops = 2;
  readonly slowness = 0.5;
  private hammerers: readonly Hammerer[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly makers: Accounts,
  ) {}

  async begin(): Promise<void> {
    const accounts = await this.makers.make(['hammerer-0', 'hammerer-1']);
    this.hammerers = accounts.map((account) => ({ account, token: '', since: -Infinity }));
    for (const each of this.hammerers) await until('a token', () => this.renewed(each), { timeout: 60_000 });
  }

  async step(dice: Dice, loop: number): Promise<void> {
    const hammerer = this.hammerers[loop] as Hammerer;
    if (!(await this.renewed(hammerer))) return;
    if (loop === 0) return this.ask(hammerer, dice);
    if (dice.chance(0.05))
      await Promise.all(Array.from({ length: 2 * limit.burst }, () => this.ask(hammerer, dice)));
  }

  end(): Promise<readonly Found[]> {
    return Promise.resolve([]);
  }

  private async ask({ account, token }: Hammerer, dice: Dice): Promise<void> {
    const door = dice.one(this.stage.gateways);
    const facts = { key: `directory of ${account.name}`, ...limit };
    const asking = {
      subject: 'limits',
      what: 'ask-limited',
      actor: account.name,
      door: door.name,
      facts,
    } as const;
    await this.stage.record.step(asking, () =>
      door.ask('GET', '/v1/directory?username=nobody-has-this', { token, from: account.from }),
    );
  }

  /** Whether there is a token that lasts. */
  private async renewed(hammerer: Hammerer): Promise<boolean> {
    if (Date.now() - hammerer.since < renewAfterMs) return true;
    const { email, from } = hammerer.account;
    const body = { email, password: this.stage.password };
    const [door] = this.stage.gateways;
    const answer = await door?.ask('POST', '/v1/auth/login', { body, from });
    if (answer?.outcome !== 'done') return false;
    hammerer.token = String(answer.json['access_token']);
    hammerer.since = Date.now();
    return true;
  }
}
