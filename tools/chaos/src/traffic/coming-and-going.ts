import { type Dice } from '@secureconnect/testing';
import { type Found } from '../history/storm-history';
import { type Account } from './accounts';
import { byClient } from './by-client';
import { type Crowd, type Person, type Place } from './crowd';
import { Device } from './device';
import { HeldSession } from './held-session';
import { type Pastime } from './pastime';
import { type Stage } from './stage';

/** Long enough for much to be said in a group of all. */
const listensOnMs = 4_000;

/** One is removed from a group and comes back; visitors sign in, listen for a while, and sign out, there or elsewhere. */
export class ComingAndGoing implements Pastime {
  readonly loops = 2;
  readonly slowness = 5;
  private isOut = false;
  private visits = 0;

  constructor(
    private readonly stage: Stage,
    private readonly crowd: Crowd,
  ) {}

  begin(): Promise<void> {
    return Promise.resolve();
  }

  step(dice: Dice, loop: number): Promise<void> {
    return loop === 0 ? this.move(dice) : this.visit(dice);
  }

  end(): Promise<readonly Found[]> {
    return Promise.resolve([]);
  }

  private async move(dice: Dice): Promise<void> {
    const place = this.crowd.places.find(({ members, steady }) => members.length > steady.length) as Place;
    const someone = place.members.find((each) => !place.steady.includes(each)) as Person;
    const { name, door, client } = dice.one(place.owner.devices);
    const what = this.isOut ? 'add' : 'remove';
    const facts = { conversation: place.id, about: someone.account.id };
    const { id } = someone.account;
    const asking = { subject: 'messages', what, actor: name, door: door.name, facts } as const;
    const { outcome, code } = await this.stage.record.step(asking, () =>
      byClient<unknown>(() =>
        this.isOut ? client.chat.addMembers(place.id, [id]) : client.chat.removeMember(place.id, id),
      ),
    );
    // What was done without an answer is not there to be done again.
    if (outcome === 'done' || code === 'member_unknown') this.isOut = !this.isOut;
  }

  /** Each visit is a session of its own, named after its device. */
  private async visit(dice: Dice): Promise<void> {
    this.visits += 1;
    const account = dice.one(this.crowd.visitors);
    const name = `${account.name}/${this.visits}`;
    const device = new Device(this.stage, name, account, dice.one(this.stage.gateways));
    if (!(await device.signIn())) return;
    const patience = AbortSignal.timeout(10_000);
    try {
      await device.client.chat.connect({ signal: patience });
    } catch {
      // Who cannot be connected in all that time signs out all the same.
    }
    await this.stage.pause(dice.between(500, 6_000));
    const isOut = dice.chance(0.4) && (await this.endedElsewhere(dice, account));
    // Her client knows nothing of it yet, and would be told all that is said there.
    if (isOut) await this.stage.pause(listensOnMs);
    else await this.signOut(device);
    await device.close();
  }

  private async signOut({ account, name, door, client }: Device): Promise<void> {
    const facts = { account: account.name, session: name, scope: 'local' };
    const asking = { subject: 'revocations', what: 'log-out', actor: name, door: door.name, facts } as const;
    await this.stage.record.step(asking, () => byClient(() => client.auth.logout()));
  }

  /** She signs in once more, and out of all. */
  private async endedElsewhere(dice: Dice, account: Account): Promise<boolean> {
    const other = await HeldSession.begin(this.stage, account, dice.one(this.stage.gateways));
    return other !== undefined && (await other.logOut(dice.one(this.stage.gateways), 'global'));
  }
}
