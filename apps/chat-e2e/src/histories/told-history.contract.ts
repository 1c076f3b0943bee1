import { type Dice } from '@secureconnect/testing';
import { type Device, type History, type Removal, type Sent, type Told } from './history.contract';

const people = ['ann', 'ben', 'cleo', 'dora'];

/** A history as a faultless server would make it, drawn by dice: what the judge is tried on. */
export class ToldHistory implements History {
  readonly founders: Record<string, string[]> = {};
  readonly sent: Sent[] = [];
  readonly devices: Device[] = [];
  readonly removals: Removal[] = [];
  private readonly members = new Map<string, Set<string>>();
  private readonly numbers = new Map<string, { seq: number; version: number }>();
  private readonly waiting = new Map<Device, Told[]>();
  private now = 0;

  constructor(private readonly dice: Dice) {
    for (const user of people)
      for (const instance of [0, 1])
        this.devices.push({ name: `${user}-${instance}`, user, instance, told: [], cuts: [], gaps: [] });
    for (const device of this.devices) this.waiting.set(device, []);
    for (const conversation of ['first', 'second']) {
      this.founders[conversation] = people.slice(0, 3);
      this.members.set(conversation, new Set(people.slice(0, 3)));
      this.numbers.set(conversation, { seq: 0, version: 1 });
    }
    for (let left = 40; left > 0; left -= 1) this.step();
    this.remove('first', 'ben');
    for (let left = 3; left > 0; left -= 1) this.send('first', 'ann', true);
    this.deliver(() => true);
  }

  private step(): void {
    const conversation = this.dice.one(['first', 'second']);
    const here = [...(this.members.get(conversation) ?? [])];
    const someone = this.dice.one(people);
    const drawn = this.dice.next();
    if (drawn < 0.75) this.send(conversation, this.dice.one(here));
    else if (drawn < 0.85 && someone !== 'ann' && here.includes(someone)) this.remove(conversation, someone);
    else if (!here.includes(someone)) this.add(conversation, someone);
    this.deliver(() => this.dice.chance(0.5));
  }

  /** One in five is not answered, and one in ten is not there either. */
  private send(conversation: string, sender: string, isCertain = false): void {
    const [clientMsgId, begun] = [`client ${this.sent.length}`, this.tick()];
    const body = `body ${this.sent.length}`;
    const sent: Sent = { conversation, sender, instance: 0, clientMsgId, body, begun };
    this.sent.push(sent);
    const drawn = isCertain ? 1 : this.dice.next();
    if (drawn < 0.1) return;
    const numbers = this.numbers.get(conversation) as { seq: number };
    const message = {
      id: `id ${this.sent.length}`,
      seq: ++numbers.seq,
      sender,
      clientMsgId,
      body: sent.body,
    };
    this.tell(conversation, 'message.created', { message });
    if (drawn > 0.2) sent.acknowledged = { id: message.id, seq: message.seq, at: this.tick() };
  }

  private add(conversation: string, about: string): void {
    this.members.get(conversation)?.add(about);
    const removal = [...this.removals]
      .reverse()
      .find((one) => one.conversation === conversation && one.user === about);
    if (removal) removal.backAt ??= this.tick();
    this.tell(conversation, 'member.added', { about });
  }

  private remove(conversation: string, about: string): void {
    if (!this.members.get(conversation)?.has(about)) return;
    this.tell(conversation, 'member.removed', { about });
    this.members.get(conversation)?.delete(about);
    this.removals.push({ conversation, user: about, at: this.tick() });
  }

  private tell(conversation: string, event: string, more: Partial<Told>): void {
    const numbers = this.numbers.get(conversation) as { version: number };
    const told = { at: 0, event, conversation, version: ++numbers.version, ...more };
    for (const [{ user }, waiting] of this.waiting)
      if (this.members.get(conversation)?.has(user)) waiting.push(told);
  }

  private deliver(isNow: () => boolean): void {
    for (const [device, waiting] of this.waiting)
      while (waiting.length > 0 && isNow())
        device.told.push({ ...(waiting.shift() as Told), at: this.tick() });
  }

  private tick(): number {
    return (this.now += 1);
  }
}
