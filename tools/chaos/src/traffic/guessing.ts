import { randomBytes } from 'node:crypto';
import { type Dice, until } from '@secureconnect/testing';
import { stormNow } from '../history/storm-clock';
import { type Found } from '../history/storm-history';
import { type Account, type Accounts } from './accounts';
import { type Door } from './door';
import { newAddress } from './network-address';
import { Outbox } from './outbox';
import { type Pastime } from './pastime';
import { type Stage } from './stage';

/** One account for each round; no storm lasts as long. */
const rounds = 2_000;
const lockAfter = 5;
const resetKind = 'Reset your password';
const mailPatience = { timeout: 15_000, every: 250 };
/** A lock lasts 15 minutes from the last of the guesses; so long after them it is certain to. */
const locksForMs = 9 * 60_000;
const triedAtLast = 40;

interface Locked {
  readonly account: Account;
  readonly since: number;
}

/** Somebody guesses at an account from ever new addresses, up to its lock and beyond; then its owner comes. */
export class Guessing implements Pastime {
  readonly loops = 1;
  readonly slowness = 12;
  private accounts: Account[] = [];
  /** Whatever is emptied, restarted or replaced meanwhile: they are to stay so. */
  private locked: Locked[] = [];
  private readonly outbox: Outbox;

  constructor(
    private readonly stage: Stage,
    private readonly makers: Accounts,
  ) {
    this.outbox = new Outbox(stage.system.mailFolder);
  }

  async begin(): Promise<void> {
    this.accounts = await this.makers.make(Array.from({ length: rounds }, (_, at) => `locked-${at}`));
  }

  async step(dice: Dice): Promise<void> {
    await this.tryLocked(dice);
    const account = this.accounts.pop();
    if (!account) return;
    const isLock = dice.chance(0.75);
    const wished = isLock ? lockAfter + dice.below(3) : 1 + dice.below(lockAfter - 1);
    let failed = 0;
    for (let asked = 0; failed < wished && asked < 3 * wished && !this.stage.over; asked += 1) {
      const atOnce = dice.chance(0.3) && wished - failed > 1 && isLock ? 2 : 1;
      const doors = Array.from({ length: atOnce }, () => dice.one(this.stage.gateways));
      const outcomes = await Promise.all(doors.map((door) => this.guess(account, door)));
      failed += outcomes.filter(Boolean).length;
      // Whoever stays below the lock stops where an answer was lost: it may have been counted.
      if (!isLock && outcomes.includes(false)) break;
    }
    await this.enter(account, dice.one(this.stage.gateways));
    if (!isLock) return;
    await this.enter(account, dice.one(this.stage.gateways));
    if (dice.chance(0.25)) await this.recover(account, dice.one(this.stage.gateways));
    else this.locked.push({ account, since: stormNow() });
  }

  async end(): Promise<readonly Found[]> {
    this.letGo();
    for (const { account } of this.locked.slice(-triedAtLast))
      await Promise.all(this.stage.gateways.map((door) => this.enter(account, door)));
    return [];
  }

  /** Its owner comes again, minutes and faults later. */
  private async tryLocked(dice: Dice): Promise<void> {
    this.letGo();
    if (this.locked.length > 0)
      await this.enter(dice.one(this.locked).account, dice.one(this.stage.gateways));
  }

  private letGo(): void {
    this.locked = this.locked.filter(({ since }) => stormNow() - since < locksForMs);
  }

  /** Whether it was answered as a wrong password is. */
  private async guess({ name, email }: Account, door: Door): Promise<boolean> {
    const asking = { subject: 'lockouts', what: 'guess', actor: name, door: door.name } as const;
    const body = { email, password: 'a wrong guess of somebody' };
    const { status } = await this.stage.record.step({ ...asking, facts: { account: name } }, () =>
      door.ask('POST', '/v1/auth/login', { body, from: newAddress() }),
    );
    return status === 401;
  }

  /** A new password by mail lifts the lock. */
  private async recover(account: Account, door: Door): Promise<void> {
    const { name: actor, email } = account;
    const facts = { kind: resetKind, to: email };
    const asking = { subject: 'jobs', what: 'forget', actor, door: door.name, facts } as const;
    const { outcome } = await this.stage.record.step(asking, () =>
      door.ask('POST', '/v1/auth/password/forgot', { body: { email }, from: newAddress() }),
    );
    const token = outcome === 'done' ? await this.tokenFor(email) : undefined;
    if (token === undefined) return;
    const password = randomBytes(18).toString('base64url');
    const reset = { subject: 'lockouts', what: 'reset', actor, door: door.name } as const;
    await this.stage.record.step({ ...reset, facts: { account: actor } }, () =>
      door.ask('POST', '/v1/auth/password/reset', { body: { token, password }, from: newAddress() }),
    );
    await this.enter(account, door, password);
  }

  /** Undefined where it does not come in time: that it comes at all is judged at the end. */
  private tokenFor(email: string): Promise<string | undefined> {
    const find = async () =>
      (await this.outbox.letters()).find(({ kind, to }) => kind === resetKind && to === email)?.token;
    return until('the mail', find, mailPatience).catch(() => undefined);
  }

  private async enter({ name, email }: Account, door: Door, password = this.stage.password): Promise<void> {
    const asking = { subject: 'lockouts', what: 'log-in', actor: name, door: door.name } as const;
    const body = { email, password };
    await this.stage.record.step({ ...asking, facts: { account: name } }, () =>
      door.ask('POST', '/v1/auth/login', { body, from: newAddress() }),
    );
  }
}
