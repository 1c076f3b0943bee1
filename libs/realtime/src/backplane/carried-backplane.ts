import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Backplane, type NodeListener } from './backplane';
import { BackplaneCounts, type Carrier } from './backplane-counts';
import { type BackplaneOptions } from './backplane.options';
import { Carriers, type CarrierSurroundings } from './carriers';
import { FaultLine } from './fault-line';
import { decodeFrame, encodeFrame, everybody, type HeardFrame, type Pulse } from './frame';
import { NoticeSender } from './notice-sender';
import { Peers } from './peers';
import { PostgresEar } from './postgres-ear';
import { RedisEar } from './redis-ear';
import { Resending } from './resending';
import { type Topic, type TopicListener } from './topic';
import { TopicListeners } from './topic-listeners';

/** What a backplane is made of. */
export interface BackplaneSurroundings extends CarrierSurroundings {
  /** Whose instances talk to each other. */
  readonly service: string;
  readonly options: BackplaneOptions;
}

/** Nobody's carriers being away keeps this node from leaving. */
const farewellMs = 300;

/** The backplane over Redis and PostgreSQL: it hears both all the time, and each node decides by what it speaks. */
export class CarriedBackplane extends Backplane {
  readonly node: string = randomUUID();
  readonly counts = new BackplaneCounts();
  private readonly logger = new Logger('Backplane');
  private readonly faults = new FaultLine(this.logger);
  private readonly bornAt = performance.now();
  private readonly listeners = new TopicListeners(this.logger);
  private readonly carriers: Carriers;
  private readonly sender: NoticeSender;
  private readonly peers: Peers;
  private readonly resending: Resending;
  private readonly ears: { readonly redis: RedisEar; readonly postgres: PostgresEar };
  private timers: NodeJS.Timeout[] = [];
  private pulsedAt = performance.now();
  private isHearing = false;
  private hasGreeted = false;
  private isStopped = false;

  constructor(private readonly around: BackplaneSurroundings) {
    super();
    const { options, service, gate, broadcast } = around;
    const { counts, listeners, node } = this;
    const channel = `realtime:${service}`;
    this.peers = new Peers({ options, counts, listeners }, this.bornAt);
    this.carriers = new Carriers(around, channel);
    this.sender = new NoticeSender({
      ...{ carriers: this.carriers, counts, options },
      frame: (body) => this.frame(body),
      someoneIsDeaf: () => this.peers.someoneIsDeaf,
      failed: (error) => this.faults.note(error),
    });
    const { carriers, peers, faults, sender } = this;
    const frame = (body: string, to: string) => this.frame(body, to);
    this.resending = new Resending({ carriers, peers, counts, faults, kept: sender.kept, frame });
    const ear = (carrier: Carrier) => ({
      onFrame: (text: string) => this.hear(text, carrier),
      onChange: () => this.earsChanged(),
    });
    this.ears = {
      redis: new RedisEar(gate, channel, node, ear('redis')),
      postgres: new PostgresEar(broadcast, channel, ear('postgres')),
    };
  }

  get nodes(): readonly string[] {
    return this.peers.living.map(({ node }) => node);
  }

  /** By what notices go now; undefined: to nobody but here. */
  get carrier(): Carrier | undefined {
    return this.carriers.inUse;
  }

  /** What is heard now. */
  get hears(): Readonly<Record<Carrier, boolean>> {
    return { redis: this.ears.redis.hears, postgres: this.ears.postgres.hears };
  }

  topic<T>(name: string): Topic<T> {
    return {
      publish: (payload) => {
        if (!this.isStopped) this.sender.say(name, JSON.stringify(payload ?? null));
      },
      subscribe: (listener) => this.listeners.add(name, listener as TopicListener<unknown>),
    };
  }

  watchNodes(listener: NodeListener): () => void {
    return this.peers.watch(listener);
  }

  start(): void {
    const { pulseMs, patienceMs } = this.around.options;
    this.ears.redis.open();
    this.ears.postgres.open();
    this.timers = [
      setInterval(() => this.beat(), pulseMs).unref(),
      setInterval(() => this.resending.askForMissing(), patienceMs / 2).unref(),
    ];
  }

  /** What was said is told, and that nothing more will come; within a bound. */
  async stop(): Promise<void> {
    if (this.isStopped) return;
    this.isStopped = true;
    for (const timer of this.timers) clearInterval(timer);
    const said = this.sender.idle().then(() => this.pulse({ isFarewell: true }));
    await Promise.race([said, sleep(farewellMs, undefined, { ref: false })]);
    this.ears.redis.close();
    this.ears.postgres.close();
  }

  private frame(body: string, to = everybody): string {
    return encodeFrame(this.node, to, Math.round(performance.now() - this.bornAt), body);
  }

  private hear(text: string, carrier: Carrier): void {
    for (const line of text.split('\n')) {
      const frame = decodeFrame(line, this.node);
      if (frame) this.take(frame, carrier);
    }
  }

  private take(frame: HeardFrame, carrier: Carrier): void {
    const now = performance.now();
    const peer = this.peers.heard(frame, now);
    const lateness = peer.lateness(frame.at, now);
    const { body } = frame;
    if (body.kind === 'notices') {
      for (const [, , payloads] of body.runs) this.counts.heard[carrier] += payloads.length;
      peer.take(body.runs, lateness > this.around.options.lateMs, now);
    } else if (body.kind === 'pulse') {
      this.peers.pulse(peer, body, now);
      if (body.isHello) void this.pulse();
    } else if (body.kind === 'ask') this.resending.answer(body, frame.from, now);
    else peer.lost(body.topic, body.before);
  }

  private beat(): void {
    const now = performance.now();
    const { pulseMs } = this.around.options;
    // Who was stalled itself has not heard the others either, and what they said waits to be read.
    if (now - this.pulsedAt < pulseMs * 3) this.peers.expire(now);
    this.pulsedAt = now;
    this.sender.kept.forgetOld(now);
    void this.pulse();
  }

  /** Over both carriers, so that who is deaf to one is known, and knows what it misses. */
  private async pulse(more: Partial<Pulse> = {}): Promise<void> {
    const pulse: Pulse = { kind: 'pulse', last: this.sender.last, deaf: !this.ears.redis.hears, ...more };
    const frame = this.frame(JSON.stringify(pulse));
    if (!this.carriers.isAway) this.carriers.tellBeside(frame);
    try {
      if ((await this.carriers.tell(frame)) === 'redis') this.ears.redis.expectOwn();
    } catch (error) {
      this.faults.note(error);
    }
  }

  /** The others are told, for they choose their carriers by it. */
  private earsChanged(): void {
    const { redis, postgres } = this.hears;
    const wasHearing = this.isHearing;
    this.isHearing = redis || postgres;
    if (this.isStopped) return;
    // Who came and went meanwhile was never heard of.
    if (this.isHearing && !wasHearing) this.listeners.gapEverywhere(undefined);
    if (!this.isHearing) return;
    void this.pulse(this.hasGreeted ? {} : { isHello: true });
    this.hasGreeted = true;
  }
}
