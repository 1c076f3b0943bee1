import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Dice, until } from '@secureconnect/testing';
import { stormNow } from '../history/storm-clock';
import { type Found } from '../history/storm-history';
import { type Account, type Accounts } from './accounts';
import { newAddress } from './network-address';
import { type Pastime } from './pastime';
import { type Stage } from './stage';

const mostForgetful = 1_000;
const patience = { timeout: 90_000, every: 500 };

interface Awaited {
  readonly kind: string;
  readonly to: string;
  isAccepted: boolean;
}

/** People who make accounts and forget passwords: each that was accepted is a mail, made in the background, once. */
export class Registering implements Pastime {
  readonly loops = 1;
  readonly slowness = 6;
  private readonly awaited: Awaited[] = [];
  private forgetful: Account[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly makers: Accounts,
  ) {}

  async begin(): Promise<void> {
    const names = Array.from({ length: mostForgetful }, (_, at) => `forgetful-${at}`);
    this.forgetful = await this.makers.make(names);
  }

  async step(dice: Dice): Promise<void> {
    const forgetful = dice.chance(0.4) ? this.forgetful.pop() : undefined;
    if (forgetful) {
      const { email } = forgetful;
      return this.ask(dice, 'forget', 'Reset your password', email, '/v1/auth/password/forgot', { email });
    }
    const username = `new-${randomBytes(5).toString('hex')}`;
    const email = `${username}@storm.example`;
    const body = { email, username, password: randomBytes(12).toString('base64url') };
    await this.ask(dice, 'register', 'Verify your address', email, '/v1/auth/register', body);
  }

  /** Once all that was accepted is there, or nobody can wait any longer. */
  async end(): Promise<readonly Found[]> {
    const areThere = async () => {
      const counts = await this.counts();
      return this.awaited.every((one) => !one.isAccepted || counts.has(`${one.kind} ${one.to}`));
    };
    await until('all mails', areThere, patience).catch(() => undefined); // What is missing is judged.
    const counts = await this.counts();
    return this.awaited.map(({ kind, to }) => ({
      ...{ subject: 'jobs', actor: to, at: stormNow(), what: 'mail' },
      facts: { kind, to, count: counts.get(`${kind} ${to}`) ?? 0 },
    }));
  }

  private async ask(
    dice: Dice,
    what: string,
    kind: string,
    to: string,
    path: string,
    body: object,
  ): Promise<void> {
    const door = dice.one(this.stage.gateways);
    const one: Awaited = { kind, to, isAccepted: false };
    this.awaited.push(one);
    const asking = { subject: 'jobs', what, actor: to, door: door.name, facts: { kind, to } } as const;
    const { outcome } = await this.stage.record.step(asking, () =>
      door.ask('POST', path, { body, from: newAddress() }),
    );
    one.isAccepted = outcome === 'done';
  }

  /** How many mails of a kind lie there for an address. */
  private async counts(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    const { mailFolder } = this.stage.system;
    for (const name of await readdir(mailFolder)) {
      if (!name.endsWith('.eml')) continue;
      const text = await readFile(join(mailFolder, name), 'utf8');
      const key = `${/^Subject: (.*)$/m.exec(text)?.[1]?.trim()} ${/^To: (.*)$/m.exec(text)?.[1]?.trim()}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  }
}
