import { until } from '@secureconnect/testing';
import { type Account, type Accounts } from './accounts';
import { byClient } from './by-client';
import { Device } from './device';
import { type Door } from './door';
import { type Stage } from './stage';

/** Somebody who stays all the time, with a device at each gateway. */
export interface Person {
  readonly account: Account;
  readonly devices: readonly [Device, Device];
}

/** Where people talk; `steady`: those of them who are in it from beginning to end. */
export interface Place {
  readonly id: string;
  readonly owner: Person;
  readonly steady: readonly Person[];
  readonly members: readonly Person[];
}

const patience = { timeout: 60_000, every: 200 };
/** Lost logins may lock one of them for a while; the others go on. */
const visitors = 8;

/** The people who stay, those who come and go, one who knows nobody, and all places they share. */
export class Crowd {
  readonly people: Person[] = [];
  readonly places: Place[] = [];
  /** Between two, by their numbers: `0 1`. */
  readonly pairs = new Map<string, Place>();
  visitors: readonly Account[] = [];
  hermit: Device | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly makers: Accounts,
    private readonly size: number,
  ) {}

  /** Everybody signed in, connected, and in conversations. */
  async gather(): Promise<void> {
    const accounts = await this.makers.make(Array.from({ length: this.size }, (_, at) => `person-${at}`));
    this.visitors = await this.makers.make(Array.from({ length: visitors }, (_, at) => `visitor-${at}`));
    const [alone] = await this.makers.make(['hermit']);
    const [first, second] = this.stage.gateways as [Door, Door];
    for (const account of accounts)
      this.people.push({
        account,
        devices: [
          await this.enter(`${account.name}/0`, account, first),
          await this.enter(`${account.name}/1`, account, second),
        ],
      });
    if (alone) this.hermit = await this.enter('hermit/0', alone, first, false);
    await this.settle();
  }

  async leave(): Promise<void> {
    const all = [...this.people.flatMap(({ devices }) => devices), ...(this.hermit ? [this.hermit] : [])];
    await Promise.all(all.map((device) => device.close()));
  }

  private async enter(name: string, account: Account, door: Door, isKnown = true): Promise<Device> {
    const device = new Device(this.stage, name, account, door, isKnown);
    await until(`${name} to be signed in`, () => device.signIn(), patience);
    await Promise.all([device.client.chat.connect(), device.client.calls.connect()]);
    return device;
  }

  /** One place of all with the visitors, one from which people go and come back, and pairs. */
  private async settle(): Promise<void> {
    const { people } = this;
    await this.found('group', people, people, this.visitors);
    const half = people.slice(0, Math.max(3, Math.ceil(people.length / 2)));
    await this.found('group', half, half.slice(0, -1));
    for (const [at, one] of people.entries())
      for (const step of [1, 2]) {
        const with_ = (at + step) % people.length;
        const key = [at, with_].sort((a, b) => a - b).join(' ');
        const other = people[with_] as Person;
        if (with_ !== at && !this.pairs.has(key))
          this.pairs.set(key, await this.found('direct', [one, other], [one, other]));
      }
  }

  private async found(
    type: 'group' | 'direct',
    members: readonly Person[],
    steady: readonly Person[],
    guests: readonly Account[] = [],
  ): Promise<Place> {
    const [owner, ...others] = members as [Person, ...Person[]];
    const member_ids = [...others.map(({ account }) => account.id), ...guests.map(({ id }) => id)];
    const [device] = owner.devices;
    const body = { type, member_ids, ...(type === 'group' && { title: 'A group' }) };
    const facts = { members: [owner.account.id, ...member_ids].join(' ') };
    const asking = {
      subject: 'messages',
      what: 'found',
      actor: device.name,
      door: device.door.name,
      facts,
    } as const;
    const { result } = await this.stage.record.step(asking, () =>
      byClient(
        () => device.client.chat.create(body),
        ({ id }) => ({ conversation: id }),
      ),
    );
    if (!result) throw new Error('A conversation could not be made while all was well.');
    const place = { id: result.id, owner, steady, members };
    this.places.push(place);
    return place;
  }
}
