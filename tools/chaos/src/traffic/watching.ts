import { setTimeout as sleep } from 'node:timers/promises';
import { type Dice, until } from '@secureconnect/testing';
import { type PresenceWire } from '@secureconnect/contracts';
import { stormNow } from '../history/storm-clock';
import { type Found } from '../history/storm-history';
import { type Account } from './accounts';
import { byClient } from './by-client';
import { type Crowd, type Person } from './crowd';
import { type Device } from './device';
import { type Pastime } from './pastime';
import { type Stage } from './stage';

/** What a fault did to who is thought to be here is over after a lease of 45 s. */
const patience = { timeout: 75_000, every: 1_000 };
/** Who comes and goes within a second is told of a second later, by each instance. */
const newsForMs = 5_000;
const here: readonly string[] = ['online', 'away'];

/** People who look who is here; one of them shares nothing with anybody, and is to learn nothing. */
export class Watching implements Pastime {
  readonly loops = 2;
  readonly slowness = 4;

  constructor(
    private readonly stage: Stage,
    private readonly crowd: Crowd,
  ) {}

  begin(): Promise<void> {
    return Promise.resolve();
  }

  async step(dice: Dice, loop: number): Promise<void> {
    const { hermit, people } = this.crowd;
    if (loop === 1) {
      if (hermit) await this.see(hermit, dice.one(people), false);
      return;
    }
    const device = dice.one(dice.one(people).devices);
    if (dice.chance(0.2)) return this.say(device, dice.chance(0.5) ? 'away' : 'online');
    const others = people.filter(({ account }) => account.id !== device.user);
    await this.see(device, dice.one(others), true);
  }

  end(): Promise<readonly Found[]> {
    const { people } = this.crowd;
    const watched = people.map((person, at) => {
      const watcher = (people[at + 1] ?? people[0]) as Person;
      return this.atLast(watcher.devices[0], person);
    });
    const [watcher] = people;
    const gone = watcher ? this.crowd.visitors.map((one) => this.gone(watcher.devices[0], one)) : [];
    return Promise.all([...watched, ...gone]);
  }

  private async see(device: Device, { account }: Person, shared: boolean): Promise<void> {
    const facts = { about: account.id, shared };
    await this.stage.record.step({ ...this.by(device, 'see'), facts }, () =>
      byClient(
        () => this.statusOf(device, account.id),
        (status) => ({ status }),
      ),
    );
  }

  private async say(device: Device, status: 'online' | 'away'): Promise<void> {
    const facts = { said: status };
    await this.stage.record.step({ ...this.by(device, 'say'), facts }, () =>
      byClient(() => device.client.chat.setPresence(status)),
    );
  }

  private async atLast(watcher: Device, { account, devices }: Person): Promise<Found> {
    const isHere = async () => here.includes((await this.statusOf(watcher, account.id)) ?? '');
    await until('her to be seen', isHere, patience).catch(() => undefined); // What is seen then is judged.
    const status = await this.statusOf(watcher, account.id).catch(() => 'unasked');
    const connected = devices.some(({ client }) => client.chat.isConnected);
    const facts = { about: account.id, status, connected };
    return { ...{ subject: 'presence', actor: watcher.name, at: stormNow() }, what: 'presence', facts };
  }

  /** Visitors have all left by now, the last of them a moment ago: that she had come may be news still. */
  private async gone(watcher: Device, { id }: Account): Promise<Found> {
    const statusNow = async () => (await this.statusOf(watcher, id)) ?? 'nobody';
    const whenGone = async () => {
      const status = await statusNow();
      return !here.includes(status) && status;
    };
    await sleep(newsForMs);
    const status = await until('her to be gone', whenGone, patience).catch(() =>
      statusNow().catch(() => 'unasked'),
    );
    const facts = { about: id, status, left: true };
    return { ...{ subject: 'presence', actor: watcher.name, at: stormNow() }, what: 'presence', facts };
  }

  private async statusOf({ client }: Device, id: string): Promise<PresenceWire['status'] | null> {
    return (await client.chat.presence([id])).items.find(({ user_id }) => user_id === id)?.status ?? null;
  }

  private by(device: Device, what: string) {
    return { subject: 'presence', what, actor: device.name, door: device.door.name } as const;
  }
}
