import { join } from 'node:path';
import {
  type CoturnServer,
  type PostgresServer,
  type RedisServer,
  removeFolder,
  type ServiceProcess,
  startCoturn,
  startPostgres,
  startRedis,
  startService,
  temporaryFolder,
} from '@secureconnect/testing';
import { Guest } from './guest.contract';

const patience = { timeout: 90_000 };
const secret = 'a secret that coturn shares with video';
const nowhere = 'http://127.0.0.1:1';

/** The whole system with two instances of video, each behind a gateway of its own, and a relay. */
export class PageScene {
  private readonly folder = temporaryFolder('page-scene');
  private readonly services: ServiceProcess[] = [];
  private readonly guests: Guest[] = [];
  private readonly gateways: ServiceProcess[] = [];

  private constructor(
    private readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    private readonly coturn: CoturnServer,
  ) {}

  static async start(): Promise<PageScene> {
    const config = join(__dirname, '../../../../docker/coturn/turnserver.conf');
    const relay = await startCoturn({ config, secret });
    await relay.close();
    // Of all that our configuration denies, its own address alone is let in: that of the other's relay.
    const overlay = ['allow-loopback-peers', `allowed-peer-ip=${relay.address}`];
    const parts = [startPostgres(), startRedis(), startCoturn({ config, secret, overlay })] as const;
    const scene = new PageScene(...(await Promise.all(parts)));
    try {
      await scene.open();
      return scene;
    } catch (error) {
      await scene.close();
      throw error;
    }
  }

  /** Somebody with a browser of her own, at the gateway before one of the two instances of video. */
  async guest(name: string, at: 0 | 1): Promise<Guest> {
    const guest = await Guest.arrive(name, this.gateways[at]?.url ?? nowhere);
    this.guests.push(guest);
    return guest;
  }

  async close(): Promise<void> {
    await Promise.all(this.guests.map((guest) => guest.close()));
    if (this.redis.running) this.redis.thaw();
    await Promise.all(this.services.map((service) => service.close()));
    await Promise.all([this.postgres.close(), this.redis.close(), this.coturn.close()]);
    await removeFolder(this.folder);
  }

  private async open(): Promise<void> {
    const auth = await this.spawn('auth', {});
    const chat = await this.spawn('chat', { AUTH_URL: auth.url });
    const turn = { TURN_URLS: `${this.coturn.turnUrl}?transport=udp`, TURN_SECRET: secret };
    const behind = { AUTH_URL: auth.url, CHAT_URL: chat.url };
    for (const _ of [0, 1]) {
      const { url } = await this.spawn('video', { ...behind, ...turn });
      this.gateways.push(await this.spawn('gateway', { ...behind, VIDEO_URL: url, STORAGE_URL: nowhere }));
    }
    await Promise.all(this.services.map((service) => service.ready(patience)));
  }

  private async spawn(app: string, own: NodeJS.ProcessEnv): Promise<ServiceProcess> {
    const service = await startService(app, {
      env: {
        ...{ DATABASE_URL: this.postgres.url, REDIS_URL: this.redis.url, NODE_ENV: 'development' },
        ...{ LOG_LEVEL: 'info', REDIS_HEALTH_CHECK_INTERVAL: '1', MAIL_OUTBOX_DIR: this.folder },
        ...{ SMTP_URL: '', PUBLIC_URL: 'https://secure.example', ...own },
      },
    });
    this.services.push(service);
    return service;
  }
}
