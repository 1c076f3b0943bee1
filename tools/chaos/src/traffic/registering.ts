import { randomBytes } from 'node:crypto';
import { type Dice, until } from '@secureconnect/testing';
import { stormNow } from '../history/storm-clock';
import { type Found, type Step } from '../history/storm-history';
import { type Account, type Accounts } from './accounts';
import { newAddress } from './network-address';
import { Outbox } from './outbox';
import { type Pastime } from './pastime';
import { type Stage } from './stage';

const mostForgetful = 1_000;
const patience = { timeout: 90_000, every: 500 };

/** People who make accounts and forget passwords: each that was accepted is a mail, made in the background, once. */
export class Registering implements Pastime {
  readonly loops = 1;
  readonly slowness = 6;
  private readonly outbox: Outbox;
  private forgetful: Account[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly makers: Accounts,
  ) {
    this.outbox = new Outbox(stage.system.mailFolder);
  }

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

  /** Once all that was accepted is there, or nobody can wait any longer; whoever else asked for mails included. */
  async end(): Promise<readonly Found[]> {
    const asked = this.stage.record.steps.filter(({ what }) => what === 'register' || what === 'forget');
    const keyOf = ({ facts }: Step): string => `${facts['kind']} ${facts['to']}`;
    const areThere = async () => {
      const counts = await this.outbox.counts();
      return asked.every((step) => step.outcome !== 'done' || counts.has(keyOf(step)));
    };
    await until('all mails', areThere, patience).catch(() => undefined); // What is missing is judged.
    const counts = await this.outbox.counts();
    return asked.map((step) => ({
      ...{ subject: 'jobs', actor: step.actor, at: stormNow(), what: 'mail' },
      facts: { ...step.facts, count: counts.get(keyOf(step)) ?? 0 },
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
    const asking = { subject: 'jobs', what, actor: to, door: door.name, facts: { kind, to } } as const;
    await this.stage.record.step(asking, () => door.ask('POST', path, { body, from: newAddress() }));
  }
}
