import { setTimeout as sleep } from 'node:timers/promises';
import { type Dice } from '@secureconnect/testing';
import { type Found } from '../history/storm-history';
import { type Account, type Accounts } from './accounts';
import { HeldSession } from './held-session';
import { type Pastime } from './pastime';
import { type Stage } from './stage';

/** Of an account at once, far from the ten that it may have, for answers that are lost leave some behind. */
const mostHeld = 3;
/** In the place of accounts that are locked for a while. */
const mostSpare = 300;
const mostFailed = 4;
/** So many that were ended are tried again and again. */
const remembered = 12;
/** After which what was ended is so everywhere. */
const heldWithinMs = 255;

/** People who sign in and out, refresh, and try what was ended: sessions and revocations. */
export class SignIns implements Pastime {
  readonly loops: number;
  readonly slowness = 1.5;
  private accounts: Account[] = [];
  private spare: Account[] = [];
  /** Logins in a row that gave no session. */
  private readonly failed = new Map<Account, number>();
  private readonly held = new Map<Account, HeldSession[]>();
  private readonly ended: HeldSession[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly makers: Accounts,
    private readonly people: number,
  ) {
    this.loops = 2 * people;
  }

  async begin(): Promise<void> {
    const names = Array.from({ length: this.people + mostSpare }, (_, at) => `signer-${at}`);
    const made = await this.makers.make(names);
    for (const account of made) this.held.set(account, []);
    this.accounts = made.slice(0, this.people);
    this.spare = made.slice(this.people);
  }

  async step(dice: Dice, loop: number): Promise<void> {
    const account = this.accounts[loop % this.accounts.length] as Account;
    const own = this.held.get(account) as HeldSession[];
    const door = dice.one(this.stage.gateways);
    if (own.length === 0 || (own.length < mostHeld && dice.chance(0.15))) {
      const begun = await HeldSession.begin(this.stage, account, door);
      if (begun) own.push(begun);
      return this.note(account, begun !== undefined);
    }
    await this.live(dice, account, dice.one(own));
  }

  /** Logins that were lost in a fault may count as failures, and lock: then somebody else goes on. */
  private note(account: Account, isIn: boolean): void {
    const failed = isIn ? 0 : (this.failed.get(account) ?? 0) + 1;
    this.failed.set(account, failed);
    const at = this.accounts.indexOf(account);
    const isIdle = this.held.get(account)?.length === 0;
    if (failed < mostFailed || at < 0 || !isIdle) return;
    const next = this.spare.pop();
    if (next) this.accounts[at] = next;
  }

  /** Whatever was ended is tried once more at every door there is. */
  async end(): Promise<readonly Found[]> {
    const alive = [...this.held.values()].flat();
    for (const session of this.ended) await this.tryEverywhere(session);
    for (const session of alive) await Promise.all(this.everywhere.map((door) => session.use(door)));
    return [];
  }

  private get everywhere() {
    return [...this.stage.gateways, ...this.stage.instances];
  }

  private async live(dice: Dice, account: Account, session: HeldSession): Promise<void> {
    const door = dice.one(this.stage.gateways);
    const drawn = dice.next();
    if (drawn < 0.4) return session.use(dice.one(this.everywhere));
    if (drawn < 0.6) return this.renew(dice, account, session);
    if (drawn < 0.64) return session.refresh(door, 1 + dice.below(2));
    if (drawn < 0.85) return this.tryEnded(dice);
    if (drawn < 0.96) return this.leave(account, [session], session, dice, 'local');
    const own = this.held.get(account) as HeldSession[];
    const scope = dice.chance(0.5) ? 'others' : 'global';
    const swept = scope === 'global' ? [...own] : own.filter((each) => each !== session);
    await this.leave(account, swept, session, dice, scope);
  }

  private async leave(
    account: Account,
    swept: readonly HeldSession[],
    by: HeldSession,
    dice: Dice,
    scope: 'local' | 'others' | 'global',
  ): Promise<void> {
    this.drop(account, swept);
    const isDone = await by.logOut(dice.one(this.stage.gateways), scope);
    // Nobody knows what became of it otherwise: that is tried too, and either is lawful.
    this.ended.push(...swept);
    this.ended.splice(0, this.ended.length - remembered);
    if (!isDone) return;
    await sleep(heldWithinMs);
    await Promise.all(swept.map((session) => this.tryEverywhere(session)));
  }

  /** Asked for again at once where the answer was lost, while that gives the same child; then it is left alone. */
  private async renew(dice: Dice, account: Account, session: HeldSession): Promise<void> {
    await session.refresh(dice.one(this.stage.gateways));
    if (!session.isDoubtful) return;
    session.isDoubtful = false;
    await session.refresh(dice.one(this.stage.gateways));
    if (session.isDoubtful) this.drop(account, [session]);
  }

  private async tryEnded(dice: Dice): Promise<void> {
    if (this.ended.length > 0) await dice.one(this.ended).use(dice.one(this.everywhere), 'revocations');
  }

  private async tryEverywhere(session: HeldSession): Promise<void> {
    await Promise.all(this.everywhere.map((door) => session.use(door, 'revocations')));
  }

  private drop(account: Account, dropped: readonly HeldSession[]): void {
    const own = this.held.get(account) as HeldSession[];
    for (const session of dropped) {
      const at = own.indexOf(session);
      if (at >= 0) own.splice(at, 1);
    }
  }
}
