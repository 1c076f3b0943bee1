import { Module } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { Authenticated, type Caller, CurrentCaller, IdentityModule, identitySettings, RemoteTokenKeys } from '@secureconnect/identity'; // prettier-ignore
import { openService, type ServiceDefinition, Transactions } from '@secureconnect/platform';
import { FailClosed, RedisFree, RedisHealthService } from '@secureconnect/resilience';
import {
  CreateRevocations1763720000000,
  type RevocationEntry,
  RevocationStore,
  RevocationStoreModule,
} from '@secureconnect/revocation-store';
import {
  connectSocket,
  type FaultProxy,
  type PostgresServer,
  type RedisServer,
  type SocketClient,
  type SocketOptions,
  startFaultProxy,
  startPostgres,
  startRedis,
  TokenIssuer,
  until,
} from '@secureconnect/testing';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { randomUUID } from 'node:crypto';
import { RealtimeIoAdapter } from '../adapter/realtime-io.adapter';
import { RealtimeModule } from '../realtime.module';
import { AuthenticatedGateway } from './authenticated.gateway';
import { KnownSockets } from './known-sockets.service';
import { RealtimeSocketsModule } from './realtime-sockets.module';
import { realtimeSettings } from './socket.settings';

/** Where the gateway of a scene is. */
export const path = '/ws/scene';

class Words {
  @IsOptional()
  @IsString()
  @MaxLength(100)
  text?: string;
}

@RedisFree('scene')
@Authenticated()
@WebSocketGateway({ path })
class SceneGateway extends AuthenticatedGateway {
  protected override readonly describedEvents = {
    client: { say: 'Says something; gives it back.' },
    server: { said: 'Somebody said something.' },
  };
  protected override readonly eventLimits = { rare: { perSecond: 1, burst: 2 } };
  readonly heard: string[] = [];

  @SubscribeMessage('say')
  say(@MessageBody() { text = '' }: Words, @CurrentCaller() { userId }: Caller) {
    this.heard.push(text);
    return { text, by: userId };
  }

  @SubscribeMessage('nothing')
  nothing(): void {
    return;
  }

  @SubscribeMessage('rare')
  rare() {
    return {};
  }

  @SubscribeMessage('break')
  break(): never {
    throw new Error('nobody foresaw this');
  }

  @Authenticated({ roles: ['admin'] })
  @SubscribeMessage('govern')
  govern() {
    return {};
  }

  @FailClosed('scene.lock', 'locks')
  @SubscribeMessage('lock')
  lock() {
    return {};
  }

  /** Says something to all of this instance. */
  tellAll(what: unknown): void {
    this.server.local.emit('said', what);
  }
}

const revocations = RevocationStoreModule.forRoot();

@Module({
  imports: [
    IdentityModule.forRoot({ keys: RemoteTokenKeys, imports: [revocations] }),
    RealtimeModule.forRoot(),
    RealtimeSocketsModule.forRoot({ lookMs: 50 }),
  ],
  providers: [SceneGateway],
})
class SceneModule {}

const service: ServiceDefinition = {
  name: 'chat',
  module: SceneModule,
  sockets: RealtimeIoAdapter,
  settings: { ...identitySettings, ...realtimeSettings },
  migrations: [CreateRevocations1763720000000],
};

/** Who a token is made for. */
export type Claims = Readonly<Record<string, unknown>> & { readonly sub: string; readonly sid: string };

/** Somebody new with a session of hers. */
export const somebody = (more: Readonly<Record<string, unknown>> = {}): Claims => ({
  sub: randomUUID(),
  sid: randomUUID(),
  ...more,
});

/** One instance of a service with sockets, as production makes it. */
export class SocketInstance {
  constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    private readonly issuer: TokenIssuer,
  ) {}

  get gateway(): SceneGateway {
    return this.app.get(SceneGateway);
  }

  get count(): number {
    return this.app.get(KnownSockets).size;
  }

  get isNormal(): boolean {
    return this.app.get(RedisHealthService).isAvailable;
  }

  connect(who: object = somebody(), options: SocketOptions = {}): Promise<SocketClient> {
    return this.connectWith({ auth: { token: this.issuer.token({ ...who }) }, ...options });
  }

  connectWith(options: SocketOptions): Promise<SocketClient> {
    return connectSocket(this.url, { path, ...options });
  }

  /** Whether memory knows of all revocations. */
  get isCurrent(): boolean {
    const { sub: userId, sid: sessionId } = somebody();
    const token = { id: randomUUID(), sessionId, userId, issuedAtMs: Date.now() };
    return this.app.get(RevocationStore).isKnownRevoked(token) !== undefined;
  }

  revoke(...entries: RevocationEntry[]): Promise<void> {
    const store = this.app.get(RevocationStore);
    return this.app.get(Transactions).run((within) => store.revoke(entries, within));
  }
}

/** Real servers and two instances, of which the second reaches PostgreSQL by a road that can be cut. */
export class SocketScene {
  readonly instances: SocketInstance[] = [];

  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    readonly issuer: TokenIssuer,
    readonly road: FaultProxy,
  ) {}

  static async start(env: Readonly<Record<string, string>> = {}, count = 2): Promise<SocketScene> {
    const [postgres, redis, issuer] = await Promise.all([startPostgres(), startRedis(), TokenIssuer.start()]);
    const road = await startFaultProxy({ target: postgres.url });
    const scene = new SocketScene(postgres, redis, issuer, road);
    for (let each = 0; each < count; each += 1) await scene.open(env);
    return scene;
  }

  at(place: number): SocketInstance {
    return this.instances[place] as SocketInstance;
  }

  /** One more instance. */
  async open(env: Readonly<Record<string, string>> = {}): Promise<SocketInstance> {
    const { url } = this.postgres;
    const database = this.instances.length > 0 ? this.road.through(url) : url;
    const app = await openService(service, {
      ...{ PORT: '0', LOG_LEVEL: 'silent', MIGRATE_ON_START: 'true', REDIS_URL: this.redis.url },
      ...{ DATABASE_URL: database, AUTH_URL: this.issuer.url, ...env },
    });
    const instance = new SocketInstance(app, await app.getUrl(), this.issuer);
    this.instances.push(instance);
    await until('an instance to be whole', () => instance.isCurrent && instance.isNormal, {
      timeout: 30_000,
    });
    return instance;
  }

  async close(): Promise<void> {
    await Promise.all(this.instances.map(({ app }) => app.close()));
    await Promise.all([this.issuer.close(), this.road.close()]);
    await Promise.all([this.postgres.close(), this.redis.close()]);
  }
}
