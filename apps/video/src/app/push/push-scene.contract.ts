import { createECDH, randomUUID } from 'node:crypto';
import { CreateRevocations1763720000000 } from '@secureconnect/revocation-store';
import { type HttpClient, httpClient, type PostgresServer, type RedisServer } from '@secureconnect/testing';
import { DataSource } from 'typeorm';
import { CallScene, type VideoInstance } from '../call-scene.contract';
import { type CallChange } from '../calls/call-change';
import { migrations } from '../migrations.constants';
import { service } from '../service';
import { CallPushes } from './call-pushes.port';

/** Who sends, in these tests. */
export function newVapid(): { publicKey: string; privateKey: string; subject: string } {
  const curve = createECDH('prime256v1');
  const publicKey = curve.generateKeys().toString('base64url');
  const privateKey = Buffer.concat([Buffer.alloc(32), curve.getPrivateKey()])
    .subarray(-32)
    .toString('base64url');
  return { publicKey, privateKey, subject: 'mailto:push@example.com' };
}

/** One instance of video, as far as push goes. */
export class PushInstance {
  constructor(private readonly video: VideoInstance) {}

  get url(): string {
    return this.video.url;
  }

  get<T>(type: abstract new (...parts: never[]) => T): T {
    return this.video.get(type);
  }

  /** It takes traffic, and its Redis is there. */
  whole(): Promise<boolean> {
    return this.video.whole();
  }

  /** A call changes so, and that is committed. */
  async change(change: CallChange): Promise<void> {
    await this.get(DataSource).transaction((within) => this.get(CallPushes).enqueue(change, within));
  }
}

// As if auth were of the same process, for who revokes needs the right to.
const ownMigrations = migrations.filter((one) => !one.name.startsWith('ReadRevocations'));
const definition = { ...service, migrations: [CreateRevocations1763720000000, ...ownMigrations] };

/** A real PostgreSQL, a real Redis, and instances of video that wake devices. */
export class PushScene {
  private constructor(
    private readonly calls: CallScene,
    readonly vapid: ReturnType<typeof newVapid>,
  ) {}

  static async start(count = 2, env: Record<string, string> = {}): Promise<PushScene> {
    const vapid = newVapid();
    const settings = {
      ...{ DATABASE_STATEMENT_TIMEOUT_MS: '2000', PUSH_PRIVATE_TARGETS: 'allowed' },
      ...{ PUSH_VAPID_PUBLIC_KEY: vapid.publicKey, PUSH_VAPID_PRIVATE_KEY: vapid.privateKey },
      ...{ PUSH_VAPID_SUBJECT: vapid.subject, ...env },
    };
    return new PushScene(await CallScene.start(count, settings, definition), vapid);
  }

  async open(env: Record<string, string> = {}): Promise<PushInstance> {
    return new PushInstance(await this.calls.open(env));
  }

  get postgres(): PostgresServer {
    return this.calls.postgres;
  }

  get redis(): RedisServer {
    return this.calls.redis;
  }

  get instances(): PushInstance[] {
    return this.calls.instances.map((each) => new PushInstance(each));
  }

  at(place = 0): PushInstance {
    return new PushInstance(this.calls.at(place));
  }

  /** Asks as this person, by a session of hers. */
  as(
    userId: string,
    { place = 0, session = randomUUID() }: { place?: number; session?: string } = {},
  ): HttpClient {
    const authorization = `Bearer ${this.calls.sessionToken(userId, session)}`;
    return httpClient(this.at(place).url, { headers: { authorization } });
  }

  people(count: number): string[] {
    return this.calls.people(count);
  }

  close(): Promise<void> {
    return this.calls.close();
  }
}
