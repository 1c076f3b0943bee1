import { setTimeout as sleep } from 'node:timers/promises';
import { Dice, type HttpAnswer, until } from '@secureconnect/testing';
import { type ChatScene } from '../chat-scene.contract';
import { type Person, type Session } from '../people.contract';
import { behindGateway, type Device, type History, type Removal, type Sent } from './history.contract';
import { type Finding, judgeHistory } from './judge-history.contract';
import { type Messenger } from './messenger.contract';

/** Connects one more client of somebody. */
export type Connect = (
  scene: ChatScene,
  session: Session,
  name: string,
  instance: number,
) => Promise<Messenger>;

const patience = { timeout: 30_000, every: 100 };
/** What its histories are measured against. */
export const bounds = { cutWithinMs: 1_500 };
/** How many of those who are seeded are in the group that people are removed from. */
const people = 5;

interface Member {
  readonly person: Person;
  readonly session: Session;
  readonly messengers: readonly Messenger[];
}

/** Clients on both instances who go on writing, joining and leaving, whatever happens meanwhile. */
export class Traffic implements History {
  readonly founders: Record<string, readonly string[]> = {};
  readonly sent: Sent[] = [];
  readonly devices: Device[] = [];
  readonly removals: Removal[] = [];
  private readonly members: Member[] = [];
  private readonly places = new Map<string, Member[]>();
  private readonly loops: Promise<void>[] = [];
  private isOver = false;

  private constructor(
    private readonly scene: ChatScene,
    private readonly connect: Connect,
    private readonly pauseMs: number,
  ) {}

  /** Everybody is connected to both instances; `pauseMs`: between two messages of one person. */
  static async begin(scene: ChatScene, dice: Dice, connect: Connect, pauseMs: number): Promise<Traffic> {
    const traffic = new Traffic(scene, connect, pauseMs);
    await traffic.gather();
    for (const [at, member] of traffic.members.entries())
      traffic.loops.push(traffic.write(member, new Dice(dice.below(1e9) + at)));
    traffic.loops.push(traffic.churn(dice), traffic.endOne(dice));
    return traffic;
  }

  /** Nobody begins anything more; resolves when what is owed has been told, or `patienceMs` are over. */
  async end(patienceMs: number): Promise<readonly Finding[]> {
    this.isOver = true;
    await Promise.all(this.loops);
    const isTold = () => !this.findings().some(({ fault }) => fault === 'lost');
    await until('all to be told', isTold, { timeout: patienceMs, every: 250 }).catch(() => undefined); // Judged below.
    const findings = this.findings();
    await Promise.all(this.members.flatMap(({ messengers }) => messengers.map((each) => each.close())));
    return findings;
  }

  findings(): Finding[] {
    return judgeHistory(this, bounds);
  }

  private async gather(): Promise<void> {
    const seeded = await this.scene.people(people);
    for (const [at, person] of seeded.entries()) {
      const session = await this.scene.signIn(person);
      const messengers = await Promise.all(
        this.instances(at).map((instance) => this.join(session, `p${at}-${instance}`, instance)),
      );
      this.members.push({ person, session, messengers });
    }
    const [ann, ben] = this.members as [Member, Member];
    await this.found('group', [0, 1, 2, 3, 4]);
    await this.found('group', [0, 1, 2]);
    await this.found('group', [2, 3, 4]);
    await this.found('direct', [this.members.indexOf(ann), this.members.indexOf(ben)]);
  }

  /** Some have a client through the gateway besides, where there is one. */
  private instances(person: number): number[] {
    return this.scene.gateway && person % 2 === 0 ? [0, 1, behindGateway] : [0, 1];
  }

  private async join(session: Session, name: string, instance: number): Promise<Messenger> {
    const messenger = await this.connect(this.scene, session, name, instance);
    this.devices.push(messenger.device);
    return messenger;
  }

  private async found(type: 'group' | 'direct', at: readonly number[]): Promise<void> {
    const [owner, ...others] = at.map((index) => this.members[index] as Member) as [Member, ...Member[]];
    const id = await this.scene.conversation(
      owner.session,
      type,
      others.map(({ person }) => person),
    );
    this.founders[id] = [owner, ...others].map(({ person }) => person.id);
    this.places.set(id, [owner, ...others]);
  }

  private async write({ person, messengers }: Member, dice: Dice): Promise<void> {
    for (let count = 0; !this.isOver; count += 1) {
      await sleep(dice.between(0, 2 * this.pauseMs));
      const own = [...this.places].filter(([, members]) => members.some((each) => each.person === person));
      const messenger = dice.one(messengers);
      const [conversation] = dice.one(own);
      const draft = messenger.draft(conversation, `${messenger.device.name} says ${count}`);
      this.sent.push(draft);
      if (dice.chance(0.2)) messenger.type(conversation);
      // Half of them do not wait for the answer: what is under way together is in order all the same.
      const sending = messenger.send(draft);
      if (dice.chance(0.5)) await sending;
      else this.loops.push(sending);
    }
  }

  /** The last of the second group is removed, and comes back. */
  private async churn(dice: Dice): Promise<void> {
    const [, [conversation, members]] = [...this.places] as [unknown, [string, Member[]]];
    const [owner, , someone] = members as [Member, Member, Member];
    const path = `/v1/conversations/${conversation}/members`;
    const as = owner.session;
    while (!this.isOver) {
      await sleep(dice.between(500, 2_000));
      const at = dice.below(2);
      const asked = performance.now();
      await this.done('a removal', () =>
        this.scene.ask(at, 'DELETE', `${path}/${someone.person.id}`, { as }),
      );
      const about = { conversation, user: someone.person.id, asked, instance: at };
      const removal: Removal = { ...about, at: performance.now() };
      this.removals.push(removal);
      await sleep(dice.between(200, 1_000));
      removal.backAt = performance.now();
      const body = { member_ids: [someone.person.id] };
      await this.done('a return', () => this.scene.ask(at, 'POST', path, { as, body }));
    }
  }

  /** One more device of the third, whose session is ended in the middle. */
  private async endOne(dice: Dice): Promise<void> {
    const { person } = this.members[2] as Member;
    while (!this.isOver) {
      const session = await until('a sign-in', () => this.scene.signIn(person), patience);
      const name = `ended-${this.devices.length}`;
      const messenger = await until('a socket', () => this.join(session, name, dice.below(2)), patience);
      await sleep(dice.between(1_000, 4_000));
      const asked = performance.now();
      await this.done('the end of a session', () => this.scene.signOut(session));
      messenger.device.end = { asked, answered: performance.now() };
    }
  }

  /** Again and again until it is done: PostgreSQL may be away. What was done without an answer is not there to be done again. */
  private done(what: string, ask: () => Promise<HttpAnswer>): Promise<unknown> {
    const isDone = async () => {
      const { status } = await ask();
      return status < 300 || status === 404 || status === 401;
    };
    return until(what, isDone, patience);
  }
}
