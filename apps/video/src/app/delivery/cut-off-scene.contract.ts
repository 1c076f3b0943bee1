import { SocketStanding } from '@secureconnect/realtime';
import { type FaultProxy, startFaultProxy, until } from '@secureconnect/testing';
import { type CallClient } from './live-scene.contract';
import { CallSockets } from './call-sockets.service';
import { SignalScene } from '../signals/signal-scene.contract';

const patient = { timeout: 60_000 };

/** Two instances, of which the second reaches PostgreSQL and Redis by roads that can be cut. */
export class CutOffScene {
  private constructor(
    readonly signals: SignalScene,
    private readonly roads: readonly FaultProxy[],
  ) {}

  static async start(): Promise<CutOffScene> {
    const signals = await SignalScene.start(1);
    const { postgres, redis } = signals.live.calls;
    const [toPostgres, toRedis] = await Promise.all([
      startFaultProxy({ target: postgres.url }),
      startFaultProxy({ target: redis.url }),
    ]);
    await signals.live.open({
      DATABASE_URL: toPostgres.through(postgres.url),
      REDIS_URL: toRedis.through(redis.url),
    });
    const scene = new CutOffScene(signals, [toPostgres, toRedis]);
    await scene.served();
    return scene;
  }

  /** The second instance hears of nothing, and so of nobody who is signed out. */
  async cut(): Promise<void> {
    await Promise.all(this.roads.map((road) => road.refuse()));
    for (const road of this.roads) road.reset();
    await until('nothing to be heard', () => !this.isInformed(), patient);
  }

  async heal(): Promise<void> {
    await Promise.all(this.roads.map((road) => road.heal()));
    await until('it to be heard who was signed out', () => this.isInformed(), patient);
    await this.served();
  }

  /** All that was written to her at the second instance has arrived. */
  async arrived({ userId, client }: CallClient): Promise<void> {
    for (const { socket } of this.signals.live.calls.at(1).get(CallSockets).of(userId))
      socket.emit('written');
    await client.next('written', 20_000);
  }

  async close(): Promise<void> {
    await this.signals.close();
    await Promise.all(this.roads.map((road) => road.close()));
  }

  /** Each instance knows who asks, and answers. */
  private async served(): Promise<void> {
    const { calls } = this.signals.live;
    const [somebody] = calls.people(1);
    for (const each of calls.instances) {
      await each.whole();
      const isServed = async () => (await each.as(somebody).get('/v1/calls')).status === 200;
      await until('an instance to serve', isServed, patient);
    }
  }

  private isInformed(): boolean {
    return this.signals.live.calls.at(1).get(SocketStanding).isInformed();
  }
}
