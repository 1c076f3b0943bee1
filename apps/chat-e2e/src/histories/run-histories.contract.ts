import { setTimeout as sleep } from 'node:timers/promises';
import { Dice, type SentinelGroup, startSentinel } from '@secureconnect/testing';
import { ChatScene } from '../chat-scene.contract';
import { BareMessenger } from './bare-messenger.contract';
import { ClientMessenger } from './client-messenger.contract';
import { type ChatFaults, failoverFaults, postgresFaults, redisFaults } from './chat-faults.contract';
import { type Finding } from './judge-history.contract';
import { livelinessOf, type Liveliness } from './liveliness.contract';
import { behindGateway, type KeptHistory, type MadeFault } from './history.contract';
import { type Connect, Traffic } from './traffic.contract';

/** How much of it. */
export interface Extent {
  /** Faults of Redis; those of PostgreSQL follow, one for every so many. */
  readonly rounds: number;
  readonly isFailingOver?: boolean;
  /** Between two messages of one person, in ms. */
  readonly pauseMs: number;
  readonly tell?: (what: string) => void;
}

/** What became of it. */
export interface Findings {
  readonly broken: readonly Finding[];
  readonly made: Readonly<Record<string, number>>;
  /** Messages that were answered, and events that were told. */
  readonly acknowledged: number;
  readonly told: number;
  readonly gaps: number;
  /** Who was removed, and whose session was ended. */
  readonly removed: number;
  readonly ended: number;
  /** Between the instances: with Redis well, and while it was away. */
  readonly live: Liveliness;
  /** All of it, to be looked into. */
  readonly history: KeptHistory;
}

/** Bare sockets at the instances themselves, and the client of the house through the gateway. */
const connect: Connect = (scene, session, name, instance) =>
  instance === behindGateway
    ? ClientMessenger.connect(scene, session, name)
    : BareMessenger.connect(scene, session, name, instance);

/** After a fault the instances may be degraded still when the next one comes; now and then they are given the time. */
const normalWithinMs = 4_000;

class Round {
  readonly outages: MadeFault[] = [];
  readonly faults: MadeFault[] = [];
  readonly made: Record<string, number> = {};

  constructor(
    private readonly scene: ChatScene,
    private readonly dice: Dice,
    private readonly tell: (what: string) => void,
  ) {}

  /** Each of them once before any comes again. */
  async make(faults: ChatFaults, count: number, isOutage: boolean): Promise<void> {
    let left = Object.keys(faults);
    for (let made = 0; made < count; made += 1) {
      const name = this.dice.one(left);
      left = left.length === 1 ? Object.keys(faults) : left.filter((other) => other !== name);
      this.tell(name);
      const from = performance.now();
      await faults[name]?.(this.scene, this.dice);
      const fault = { name, from, to: performance.now() };
      this.faults.push(fault);
      if (isOutage) this.outages.push(fault);
      this.made[name] = (this.made[name] ?? 0) + 1;
      await sleep(this.dice.between(100, 600));
      if (this.dice.chance(0.4)) await this.rest();
    }
  }

  private async rest(): Promise<void> {
    const end = Date.now() + normalWithinMs;
    const isNormal = async () =>
      (await this.scene.modes().catch(() => [''])).every((mode) => mode === 'normal');
    while (Date.now() < end && !(await isNormal())) await sleep(100);
  }
}

async function runIn(scene: ChatScene, faults: ChatFaults, seed: number, extent: Extent): Promise<Findings> {
  const dice = new Dice(seed);
  const { tell = () => undefined } = extent;
  try {
    const traffic = await Traffic.begin(scene, new Dice(seed + 1), connect, extent.pauseMs);
    await sleep(1_500);
    const round = new Round(scene, dice, tell);
    await round.make(faults, extent.rounds, true);
    await round.make(postgresFaults, Math.ceil(extent.rounds / 8), false);
    await sleep(500);
    const broken = [...(await traffic.end(15_000)), ...exitsOf(scene)];
    return {
      ...{ broken, made: round.made },
      acknowledged: traffic.sent.filter((sent) => sent.acknowledged).length,
      told: traffic.devices.reduce((sum, { told }) => sum + told.length, 0),
      gaps: traffic.devices.reduce((sum, { gaps }) => sum + gaps.length, 0),
      removed: traffic.removals.length,
      ended: traffic.devices.filter(({ end }) => end).length,
      live: livelinessOf(traffic, round.outages),
      history: keptOf(traffic, scene, seed, round.faults),
    };
  } finally {
    await scene.close();
  }
}

/** The rest of a traffic is what runs. */
const keptOf = (
  { founders, sent, devices, removals }: Traffic,
  { chats }: ChatScene,
  seed: number,
  faults: readonly MadeFault[],
): KeptHistory => ({
  ...{ seed, founders, sent, devices, removals, faults },
  logs: chats.map((chat) => chat.log()),
});

const exitsOf = ({ chats }: ChatScene): Finding[] =>
  chats.flatMap(({ exit }) =>
    exit ? [{ fault: 'cut' as const, what: `an instance ended: ${JSON.stringify(exit)}` }] : [],
  );

/** Clients at two instances, while Redis and then PostgreSQL fail in an order that the seed gives. */
export async function runHistories(seed: number, extent: Extent): Promise<Findings> {
  if (!extent.isFailingOver)
    return runIn(await ChatScene.start({ hasGateway: true }), redisFaults, seed, extent);
  const group: SentinelGroup = await startSentinel();
  try {
    return await runIn(
      await ChatScene.start({ group, hasGateway: true }),
      failoverFaults(group),
      seed,
      extent,
    );
  } finally {
    await group.close();
  }
}
