import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseHealth, type DatabaseStatus } from '@secureconnect/platform';
import { Backplane } from '@secureconnect/realtime';
import { RedisHealthService } from '@secureconnect/resilience';
import { until } from '@secureconnect/testing';
import { type CallScene } from '../call-scene.contract';

/** What a backplane tells of. */
interface Listeners {
  notice(topic: string, payload: unknown, from: string): void;
  gap(topic: string, from: string): void;
}

const patient = { timeout: 60_000 };

/** What happens to the servers that instances stand on; each is whole again when it is done. */
export class ServerFaults {
  constructor(private readonly scene: CallScene) {}

  async killRedis(): Promise<void> {
    await this.scene.redis.kill();
    await this.untilAway();
    await this.scene.redis.start();
    await this.whole();
  }

  async freezeRedis(): Promise<void> {
    this.scene.redis.freeze();
    await this.untilAway();
    this.scene.redis.thaw();
    await this.whole();
  }

  async wipeRedis(): Promise<void> {
    await this.scene.redis.flush();
    await this.whole();
  }

  async flapRedis(): Promise<void> {
    for (let times = 0; times < 4; times += 1) {
      this.scene.redis.freeze();
      await sleep(300);
      this.scene.redis.thaw();
      await sleep(300);
    }
    await this.whole();
  }

  async restartPostgres(): Promise<void> {
    await this.scene.postgres.kill();
    await this.untilDatabase('down');
    await this.scene.postgres.start();
    await this.untilDatabase('up');
  }

  /** An instance hears nothing of a topic, and where `isTold` that something is lost; until what is given is called. */
  deafen(place: number, deafTo: string, isTold: boolean): () => void {
    const { listeners } = this.scene.at(place).get(Backplane) as unknown as { readonly listeners: Listeners };
    const notice = listeners.notice.bind(listeners);
    listeners.notice = (topic, payload, from) => {
      if (topic !== deafTo) notice(topic, payload, from);
      else if (isTold) listeners.gap(topic, from);
    };
    return () => (listeners.notice = notice);
  }

  /** Each instance is asked: that it was ready once says nothing of now. */
  async untilDatabase(wanted: DatabaseStatus['status']): Promise<void> {
    const are = async () => {
      const all = await Promise.all(this.scene.instances.map((each) => each.get(DatabaseHealth).check()));
      return all.every(({ status }) => status === wanted);
    };
    await until(`PostgreSQL to be ${wanted} for all`, are, patient);
  }

  private async untilAway(): Promise<void> {
    const isAway = () => this.scene.instances.every((each) => !each.get(RedisHealthService).isAvailable);
    await until('Redis to be missed', isAway, patient);
  }

  private async whole(): Promise<void> {
    await Promise.all(this.scene.instances.map((each) => each.whole()));
  }
}
