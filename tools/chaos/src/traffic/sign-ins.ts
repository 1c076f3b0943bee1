import { setTimeout as sleep } from 'node:timers/promises';
import { type Dice } from '@secureconnect/testing';
import { type Found } from '../history/storm-history';
import { type Account, type Accounts } from './accounts';
import { type Door } from './door';
import { HeldSession } from './held-session';
import { type Pastime } from './pastime';
import { type Stage } from './stage';

/** Of an account at once, far from the ten that it may have, for answers that are lost leave some behind. */
const mostHeld = 3;
/** In the place of accounts that are locked for a while. */
const mostSpare = 300;
const mostFailed = 4;
/** So many that were ended last are tried again and again; of those before them so many now and then, and at the end. */
const [remembered, mostOld, oldAtLast] = [12, 300, 30];
/** Of a token that is older it proves nothing that it is refused: it lives 15 minutes. */
const provesUntilMs = 14 * 60_000;
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
  private old: HeldSession[] = [];

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

  /** Whatever was ended is tried once more at every door there is, and what was not is still there to be renewed. */
  async end(): Promise<readonly Found[]> {
    const alive = [...this.held.values()].flat();
    for (const session of [...this.spread(oldAtLast), ...this.ended]) await this.tryEverywhere(session);
    for (const session of alive) {
      await Promise.all(this.everywhere.map((door) => session.use(door)));
      // An access token speaks for itself; that the session is in the record only its renewal shows.
      await session.refresh(this.stage.gateways[0] as Door);
    }
    return [];
  }

  /** Of all that were ended long ago and still prove anything, so many from first to last. */
  private spread(count: number): HeldSession[] {
    const { proving } = this;
    const every = Math.max(1, Math.ceil(proving.length / count));
    return proving.filter((_, at) => at % every === 0);
  }

  private get proving(): HeldSession[] {
    return this.old.filter(({ ageMs }) => ageMs < provesUntilMs);
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
    this.old.push(...this.ended.splice(0, Math.max(0, this.ended.length - remembered)));
    this.old = this.proving.slice(-mostOld);
    if (!isDone) return;
    await sleep(heldWithinMs);
    await Promise.all(swept.map((session) => this.tryEverywhere(session)));
    // Its refresh token has ended with it.
    for (const session of swept) await session.refresh(dice.one(this.stage.gateways));
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
    const ended = dice.chance(0.3) && this.proving.length > 0 ? this.proving : this.ended;
    if (ended.length === 0) return;
    const session = dice.one(ended);
    if (dice.chance(0.15)) await session.refresh(dice.one(this.stage.gateways));
    else await session.use(dice.one(this.everywhere), 'revocations');
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
