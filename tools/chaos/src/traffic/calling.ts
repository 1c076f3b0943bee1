import { type CallWire } from '@secureconnect/contracts';
import { type Dice, until } from '@secureconnect/testing';
import { type Facts, type Found } from '../history/storm-history';
import { byClient } from './by-client';
import { CallsAtLast } from './calls-at-last';
import { type Crowd, type Person, type Place } from './crowd';
import { type Device } from './device';
import { type Pastime } from './pastime';
import { type Stage } from './stage';

interface Couple {
  readonly place: Place;
  readonly people: readonly [Person, Person];
}

type Act = 'accept' | 'decline' | 'cancel' | 'leave' | 'end';

/** Through a fault it rings late, or in no time that anybody would wait. */
const ringsWithin = { timeout: 8_000, every: 50 };

/** So rarely, for it takes longer than all else. */
const unanswered = 0.015;
/** Twice what was said, and more. */
const [ringsForMs, lookEveryMs] = [100_000, 500];

const factsOf = (call: CallWire): Facts => ({ call: call.id, state: call.state, version: call.version });

/** Couples who call each other: answered, declined, given up, answered by two devices at once, called by both, disturbed, let ring. */
export class Calling implements Pastime {
  readonly loops: number;
  readonly slowness = 4;
  private readonly couples: readonly Couple[];
  private readonly seen = new Set<string>();

  constructor(
    private readonly stage: Stage,
    private readonly crowd: Crowd,
  ) {
    this.couples = couplesOf(crowd);
    this.loops = this.couples.length;
  }

  begin(): Promise<void> {
    return Promise.resolve();
  }

  async step(dice: Dice, loop: number): Promise<void> {
    const couple = this.couples[loop] as Couple;
    const [caller, callee] = dice.chance(0.5) ? couple.people : [...couple.people].reverse();
    const [from, to] = [dice.one((caller as Person).devices), dice.one((callee as Person).devices)];
    await this.free(from);
    const [id] = await Promise.all([
      this.ring(from, couple.place),
      ...(dice.chance(0.15) ? [this.ring(to, couple.place)] : []),
    ]);
    if (id === undefined) return;
    await until('it to ring', () => to.client.calls.known(id)?.state === 'ringing', ringsWithin).catch(
      () => undefined, // Whoever was not told may answer all the same.
    );
    await this.answer(dice, id, from, to, callee as Person);
  }

  async end(): Promise<readonly Found[]> {
    const devices = this.crowd.people.map(({ devices: [device] }) => device);
    await Promise.all(devices.map((device) => this.free(device)));
    return new CallsAtLast(this.crowd, [...this.seen]).found();
  }

  private async answer(dice: Dice, id: string, from: Device, to: Device, callee: Person): Promise<void> {
    if (dice.chance(unanswered)) return this.letRing(id, from);
    const drawn = dice.next();
    if (drawn < 0.12) return void (await this.act(to, id, 'decline'));
    if (drawn < 0.22) return void (await this.act(from, id, 'cancel'));
    if (drawn < 0.27)
      return void (await Promise.all([this.act(from, id, 'cancel'), this.act(to, id, 'accept')]));
    const answering = drawn < 0.45 ? callee.devices : [to];
    await Promise.all(answering.map((device) => this.act(device, id, 'accept')));
    if (dice.chance(0.2)) await this.disturb(dice, callee);
    await this.stage.pause(dice.between(200, 4_000));
    await this.act(dice.chance(0.5) ? from : to, id, dice.chance(0.5) ? 'end' : 'leave');
  }

  /** Nobody is there: it is missed by itself, or rings for as long as anybody would believe it. */
  private async letRing(id: string, { client }: Device): Promise<void> {
    for (const endsAt = Date.now() + ringsForMs; Date.now() < endsAt && !this.stage.over;) {
      await this.stage.pause(lookEveryMs);
      if (client.calls.known(id)?.state !== 'ringing') return;
    }
  }

  /** Somebody else calls who talks already. */
  private async disturb(dice: Dice, callee: Person): Promise<void> {
    const others = [...this.crowd.pairs.values()].filter(
      ({ id, members }) => members.includes(callee) && !this.couples.some(({ place }) => place.id === id),
    );
    if (others.length === 0) return;
    const place = dice.one(others);
    const other = place.members.find((member) => member !== callee) as Person;
    await this.ring(dice.one(other.devices), place);
  }

  /** What a fault left open, and what anybody is in, is over before she calls. */
  private async free(device: Device): Promise<void> {
    const { result } = await byClient(() => device.client.calls.active());
    for (const call of result?.items ?? []) {
      this.seen.add(call.id);
      const isCaller = call.caller_id === device.user;
      await this.act(device, call.id, call.state === 'active' ? 'leave' : isCaller ? 'cancel' : 'decline');
    }
  }

  private async ring(device: Device, place: Place): Promise<string | undefined> {
    const asking = { ...this.by(device, 'initiate'), facts: { conversation: place.id, user: device.user } };
    const { result } = await this.stage.record.step(asking, () =>
      byClient(
        () => device.client.calls.initiate(place.id, 'audio'),
        ({ call }) => factsOf(call),
      ),
    );
    if (result) this.seen.add(result.call_id);
    return result?.call_id;
  }

  private act(device: Device, id: string, what: Act) {
    const asking = { ...this.by(device, what), facts: { call: id, user: device.user } };
    return this.stage.record.step(asking, () =>
      byClient(
        async () => {
          const answer = await device.client.calls[what](id);
          return 'call' in answer ? answer.call : answer;
        },
        (call) => factsOf(call),
      ),
    );
  }

  private by(device: Device, what: string) {
    return { subject: 'calls', what, actor: device.name, door: device.door.name } as const;
  }
}

/** Everybody is in one couple at most, for nobody is in two calls. */
function couplesOf({ people, pairs }: Crowd): Couple[] {
  return people.flatMap((one, at) => {
    const [other, place] = [people[at + 1], pairs.get(`${at} ${at + 1}`)];
    return at % 2 === 0 && other && place ? [{ place, people: [one, other] as const }] : [];
  });
}
