import { randomUUID } from 'node:crypto';
import { type Dice } from '@secureconnect/testing';
import { type Found } from '../history/storm-history';
import { byClient } from './by-client';
import { type Crowd, type Person, type Place } from './crowd';
import { type Device } from './device';
import { type DoorAnswer } from './door';
import { MessagesAtLast } from './messages-at-last';
import { type Pastime } from './pastime';
import { type Stage } from './stage';
import { type Came } from './storm-record';

/** What somebody wrote, and may change. */
interface Written {
  readonly id: string;
  readonly place: Place;
  readonly seq: number;
}

const remembered = 12;
/** Of one person, under way together. */
const mostUnderWay = 4;

/** Of the 503 of chat these alone say nothing of whether it was stored; every other says that it was not. */
const sayingNothing = ['send_uncertain', 'deadline_exceeded', 'database_timeout'];

/** People who write, change, take back and read messages. */
export class Talking implements Pastime {
  readonly loops: number;
  readonly slowness = 1;
  private readonly written = new Map<Person, Written[]>();
  private readonly underWay = new Map<Person, Set<Promise<void>>>();
  private count = 0;

  constructor(
    private readonly stage: Stage,
    private readonly crowd: Crowd,
  ) {
    this.loops = crowd.people.length;
  }

  begin(): Promise<void> {
    for (const person of this.crowd.people) {
      this.written.set(person, []);
      this.underWay.set(person, new Set());
    }
    return Promise.resolve();
  }

  async step(dice: Dice, loop: number): Promise<void> {
    const person = this.crowd.people[loop] as Person;
    const own = this.written.get(person) as Written[];
    const device = dice.one(person.devices);
    const drawn = dice.next();
    if (drawn < 0.6 || own.length === 0) return this.write(dice, person, device);
    const one = dice.one(own);
    if (drawn < 0.75) return this.edit(device, one);
    if (drawn < 0.8) {
      own.splice(own.indexOf(one), 1);
      return this.takeBack(device, one);
    }
    if (drawn < 0.9) return this.read(device, one);
    return this.writeBare(dice, person, device);
  }

  async end(): Promise<readonly Found[]> {
    await Promise.all([...this.underWay.values()].flatMap((each) => [...each]));
    return new MessagesAtLast(this.stage, this.crowd).found();
  }

  /** Half of them do not wait for the answer: what is under way together is in order all the same. */
  private async write(dice: Dice, person: Person, device: Device): Promise<void> {
    const under = this.underWay.get(person) as Set<Promise<void>>;
    const place = this.placeOf(dice, person);
    const isAwaited = dice.chance(0.5) || under.size >= mostUnderWay;
    const sending: Promise<void> = this.send(person, device, place).finally(() => under.delete(sending));
    under.add(sending);
    if (isAwaited) await sending;
  }

  private async send(person: Person, device: Device, place: Place): Promise<void> {
    const { clientMsgId, body, facts } = this.draft(person, place);
    const asking = { ...this.by(device, 'send'), facts };
    const { result } = await this.stage.record.step(asking, async () => {
      const came = await byClient(
        () => device.client.chat.send(place.id, body, { clientMsgId }),
        ({ id, seq }) => ({ id, seq }),
      );
      // It was asked for several times: that the last one was refused says nothing of those before.
      return came.outcome === 'refused' ? { ...came, outcome: 'unknown' as const } : came;
    });
    if (result) this.remember(person, { id: result.id, seq: result.seq, place });
  }

  /** Once, by hand: what is refused then was not stored. */
  private async writeBare(dice: Dice, person: Person, device: Device): Promise<void> {
    const place = this.placeOf(dice, person);
    const { clientMsgId: client_msg_id, body, facts } = this.draft(person, place);
    const token = await device.token();
    await this.stage.record.step({ ...this.by(device, 'send'), facts }, async () => {
      const path = `/v1/conversations/${place.id}/messages`;
      const asked = { token, from: device.account.from, body: { client_msg_id, body } };
      const answer = await device.door.ask('POST', path, asked);
      return { ...answer, ...judged(answer) };
    });
  }

  private async edit(device: Device, { id }: Written): Promise<void> {
    const body = `${device.name} changes it to ${(this.count += 1)}`;
    const asking = { ...this.by(device, 'edit'), facts: { message: id, body } };
    await this.stage.record.step(asking, () => byClient(() => device.client.chat.edit(id, body)));
  }

  private async takeBack(device: Device, { id }: Written): Promise<void> {
    const asking = { ...this.by(device, 'delete'), facts: { message: id } };
    await this.stage.record.step(asking, () => byClient(() => device.client.chat.deleteMessage(id)));
  }

  private async read(device: Device, { place, seq }: Written): Promise<void> {
    const facts = { conversation: place.id, user: device.user, seq };
    await this.stage.record.step({ ...this.by(device, 'read'), facts }, () =>
      byClient(() => device.client.chat.read(place.id, seq)),
    );
  }

  private draft({ account }: Person, { id: conversation }: Place) {
    const clientMsgId = randomUUID();
    const body = `${account.name} says ${(this.count += 1)}`;
    return { clientMsgId, body, facts: { conversation, sender: account.id, clientMsgId, body } };
  }

  private by(device: Device, what: string) {
    return { subject: 'messages', what, actor: device.name, door: device.door.name } as const;
  }

  private placeOf(dice: Dice, person: Person): Place {
    return dice.one(this.crowd.places.filter(({ members }) => members.includes(person)));
  }

  private remember(person: Person, one: Written): void {
    const own = this.written.get(person) as Written[];
    own.push(one);
    if (own.length > remembered) own.shift();
  }
}

function judged({ outcome, status, code, json }: DoorAnswer): Came {
  const isStored = outcome === 'done';
  const isRefused = outcome === 'unknown' && status === 503 && !sayingNothing.includes(code ?? '');
  return {
    outcome: isRefused ? 'refused' : outcome,
    ...(isStored && { facts: { id: String(json['id']), seq: Number(json['seq']) } }),
  };
}
