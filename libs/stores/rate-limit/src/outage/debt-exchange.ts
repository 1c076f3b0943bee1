import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { classifyDatabaseError, type DatabaseBroadcast } from '@secureconnect/platform';
import { type MemoryLimiter } from '../memory/memory-limiter';
import { type DebtMessage, decodeMessage, encodeMessage, isToldDebt, type ToldDebt } from './debt-message';
import { largestDebts } from './largest-debts';
import { PartedPeers } from './parted-peers';
import { beatMs, Parting } from './parting';

const mostTold = 1_000;
/** Of the longest subjects, escaped throughout, as many as one broadcast carries. */
const toldAtOnce = 150;
const beatsASecond = 4;

/** What an exchange works with. */
export interface ExchangeSurroundings {
  readonly limiter: MemoryLimiter;
  readonly broadcast: DatabaseBroadcast;
  readonly channel: string;
  /** How many share the limits, this one too. */
  readonly instances: () => number;
  /** Redis is not asked. */
  readonly isAway: () => boolean;
  /** What Redis is being asked has been answered. */
  readonly crossed: () => Promise<void>;
}

type Told = { readonly kind: 'debts'; readonly to?: readonly string[] };

/** Who waits for an answer: at which turn of its own, and for what. */
type Asker = { readonly turn: number; readonly wants: 'word' | 'debts' };

/** How instances tell each other, over PostgreSQL, what Redis cannot tell them: debts, and who counts apart from it. */
export class DebtExchange {
  readonly peers = new PartedPeers();
  readonly parting: Parting;
  private readonly logger = new Logger('RateLimits');
  private readonly id = randomUUID();
  private leave: () => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;
  private beats = 0;
  private isDeaf = true;
  private isNew = true;
  /** What was said on parting has been said. */
  private said: Promise<void> = Promise.resolve();
  private readonly askers = new Map<string, Asker>();
  private isAnswering = false;

  constructor(private readonly around: ExchangeSurroundings) {
    this.parting = new Parting({
      now: around.limiter.now,
      others: () => around.instances() - 1,
      tell: () => this.turned(),
    });
  }

  start(): void {
    this.leave = this.around.broadcast.subscribe(this.around.channel, {
      onMessage: (payload) => this.hear(decodeMessage(payload)),
      onListening: () => this.listening(),
      onDeaf: () => void (this.isDeaf = true),
    });
    this.timer = setInterval(() => this.beat(), beatMs).unref();
  }

  stop(): void {
    this.leave();
    clearInterval(this.timer);
    // Whoever is gone needs no part any more.
    this.parting.back();
  }

  /**
   * By how many a limit is divided in Redis: one, unless some count apart. Of n of which k rely on Redis it is n / k, so
   * what Redis gives out is their part, and no more.
   */
  get sharers(): number {
    const apart = this.peers.count + Number(this.parting.isApart);
    if (apart === 0) return 1;
    const instances = this.around.instances();
    return instances / Math.max(1, instances - apart);
  }

  forgive(policy: string, subject: string): void {
    void this.say({ kind: 'forgiven', from: this.id, policy, subject });
  }

  private listening(): void {
    this.isDeaf = false;
    this.isNew &&= this.around.isAway();
    this.ask();
  }

  /** Says what it had last seen, and that it counts apart from now on; or that it does no more. */
  private turned(): void {
    const { isApart, turn } = this.parting;
    const from = this.id;
    const wants = this.wants;
    this.said = isApart
      ? this.tell({ kind: 'debts' }, (debts) => ({ kind: 'apart', from, turn, wants, debts }))
      : this.said.then(() => this.say({ kind: 'back', from, turn }));
  }

  /** Who knows nobody yet asks for all; others know what those who are apart had told them. */
  private get wants(): 'word' | 'debts' {
    return this.isNew ? 'debts' : 'word';
  }

  /** Says what was last seen of those that owe most, and with the last of them what is to be known afterwards. */
  private async tell(
    told: Told,
    last: (debts: readonly ToldDebt[]) => DebtMessage,
    most = mostTold,
  ): Promise<void> {
    const debts = most === 0 ? [] : largestDebts(this.around.limiter, most);
    const before: Promise<void>[] = [];
    let from = 0;
    for (; from + toldAtOnce < debts.length; from += toldAtOnce)
      before.push(this.say({ ...told, from: this.id, debts: debts.slice(from, from + toldAtOnce) }));
    await Promise.all(before);
    await this.say(last(debts.slice(from)));
  }

  private async say(message: DebtMessage): Promise<void> {
    try {
      await this.around.broadcast.publish(this.around.channel, encodeMessage(message));
    } catch (error) {
      // PostgreSQL is away too, which its own health tells: then each goes by what it has seen itself.
      if (classifyDatabaseError(error) === undefined)
        this.logger.error('Other instances could not be told', error as Error);
    }
  }

  /** Who begins in an outage has seen nobody, and must not give everybody a part of the burst anew. */
  private ask(): void {
    void this.say({ kind: 'asks', from: this.id, isNew: this.isNew });
  }

  private beat(): void {
    this.beats += 1;
    if (this.isNew && !this.isDeaf) {
      this.isNew = this.around.isAway();
      if (this.isNew) this.ask();
    }
    const { parting, peers } = this;
    const isSecond = this.beats % beatsASecond === 0;
    if (isSecond && !this.isDeaf) peers.age();
    if (!parting.isApart) return;
    parting.beat();
    if (parting.isSettled && !isSecond) return;
    if (isSecond && !parting.isUsed && !this.around.isAway()) return parting.back();
    if (isSecond) parting.isUsed = false;
    this.repeat();
  }

  private repeat(): void {
    const { isSettled, turn } = this.parting;
    const rest = isSettled ? {} : { wants: this.wants };
    void this.say({ kind: 'apart', from: this.id, turn, debts: [], ...rest });
  }

  private hear(message: DebtMessage | undefined): void {
    if (message === undefined || message.from === this.id) return;
    switch (message.kind) {
      case 'apart':
        this.peers.heard(message.from, message.turn, true);
        this.learn(message.debts);
        if (message.wants) this.asked(message.from, message.turn, message.wants);
        break;
      case 'back':
        return this.peers.heard(message.from, message.turn, false);
      case 'heard':
        this.heard(message.from, message.turns[this.id], message.debts);
        break;
      case 'debts':
        if (message.to?.includes(this.id) !== false) this.learn(message.debts);
        break;
      case 'asks':
        if (this.parting.isApart) this.repeat();
        if (message.isNew) this.asked(message.from, 0, 'debts');
        break;
      case 'forgiven':
        this.forget(message.policy, message.subject);
    }
  }

  private heard(by: string, turn: number | undefined, debts: readonly ToldDebt[]): void {
    if (turn === undefined) return;
    this.learn(debts);
    this.isNew = false;
    this.parting.heard(by, turn);
  }

  /** All who ask while others are answered are answered together: many lose Redis at once, and each asks everybody. */
  private asked(by: string, turn: number, wants: 'word' | 'debts'): void {
    this.askers.set(by, { turn, wants });
    if (!this.isAnswering) void this.answer();
  }

  private async answer(): Promise<void> {
    this.isAnswering = true;
    try {
      while (this.askers.size > 0) {
        const asked = new Map(this.askers);
        this.askers.clear();
        await this.answerTo(asked);
      }
    } finally {
      this.isAnswering = false;
    }
  }

  /**
   * What Redis was asked before may still be granted: only then has this instance made room. Who is apart itself has told
   * everybody what it knew of Redis; what it has admitted since is of its own part.
   */
  private async answerTo(asked: ReadonlyMap<string, Asker>): Promise<void> {
    await this.around.crossed();
    await this.said;
    const isWord = [...asked.values()].every(({ wants }) => wants === 'word');
    const turns = Object.fromEntries([...asked].map(([by, { turn }]) => [by, turn]));
    const last = (debts: readonly ToldDebt[]): DebtMessage => ({
      kind: 'heard',
      from: this.id,
      turns,
      debts,
    });
    const told = { kind: 'debts', to: [...asked.keys()] } as const;
    await this.tell(told, last, this.parting.isApart && isWord ? 0 : mostTold);
  }

  private learn(debts: readonly ToldDebt[]): void {
    const { limiter } = this.around;
    const moment = limiter.now();
    for (const told of debts) {
      const counted = isToldDebt(told) ? limiter.book.byName(told[0]) : undefined;
      if (counted) limiter.learn(counted, told[1], moment + told[2]);
    }
  }

  private forget(policy: string, subject: string): void {
    const { limiter } = this.around;
    const counted = limiter.book.byName(policy);
    if (counted) limiter.forget(counted, subject);
  }
}
