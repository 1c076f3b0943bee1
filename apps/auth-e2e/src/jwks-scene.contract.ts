import { type HealthReport } from '@secureconnect/contracts';
import {
  type HttpAnswer,
  httpClient,
  type PostgresServer,
  type RedisServer,
  type ServiceProcess,
  startPostgres,
  startRedis,
  startService,
  until,
} from '@secureconnect/testing';

const operatorToken = 'a-token-of-the-operator-of-these-tests';

/** One instance of auth, as its clients and its operator see it. */
export class AuthInstance {
  constructor(private readonly service: ServiceProcess) {}

  jwks(): Promise<HttpAnswer> {
    return this.get('/.well-known/jwks.json');
  }

  get(path: string): Promise<HttpAnswer> {
    return httpClient(this.service.url).get(path);
  }

  /** The ids of the keys it publishes, the one that signs last first. */
  async kids(): Promise<string[]> {
    const { status, json } = await this.jwks();
    if (status !== 200) throw new Error(`The JWKS was answered with ${status}`);
    return (json as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
  }

  rotate(body?: unknown, token = operatorToken): Promise<HttpAnswer> {
    const headers = { authorization: `Bearer ${token}` };
    return httpClient(this.service.url).request('POST', '/internal/signing-keys/rotate', {
      headers,
      ...(body !== undefined && { body }),
    });
  }

  withdraw(kid: string): Promise<HttpAnswer> {
    const headers = { authorization: `Bearer ${operatorToken}` };
    return httpClient(this.service.url).request('POST', `/internal/signing-keys/${kid}/withdraw`, {
      headers,
    });
  }

  /** Sends a signal to its process. */
  signal(signal: NodeJS.Signals): void {
    this.service.signal(signal);
  }

  async health(): Promise<HealthReport> {
    return (await this.get('/health')).json as HealthReport;
  }

  /** One counter of its cache, by the labels it bears besides. */
  async counter(name: string, labels: string): Promise<number> {
    const { text } = await this.get('/metrics');
    const line = text.split('\n').find((each) => each.startsWith(`${name}{cache="cache",${labels}} `));
    return Number(line?.split(' ').pop());
  }

  /** In normal mode, and hearing what others invalidate by either road; who lost Redis often waits up to 15 s for that. */
  whole(): Promise<unknown> {
    const isWhole = async () => {
      const { mode, components } = await this.health();
      const { is_current: isCurrent, is_relay_heard: isHeard } = { ...components['cache'] } as Record<
        string,
        unknown
      >;
      return mode === 'normal' && components['cache']?.status === 'up' && isCurrent && isHeard;
    };
    return until('all to be well', isWhole, { timeout: 40_000 });
  }
}

/** Instances of auth on one PostgreSQL and one Redis. */
export interface AuthScene {
  readonly postgres: PostgresServer;
  readonly redis: RedisServer;
  start(env?: NodeJS.ProcessEnv, port?: number): Promise<AuthInstance>;
  close(): Promise<void>;
}

/** Starts the servers; instances are started as a test asks for them. */
export async function startAuthScene(): Promise<AuthScene> {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const services: ServiceProcess[] = [];
  const env = {
    DATABASE_URL: postgres.url,
    DATABASE_CONNECT_TIMEOUT_MS: '500',
    DATABASE_STATEMENT_TIMEOUT_MS: '1000',
    REDIS_URL: redis.url,
    REDIS_HEALTH_CHECK_INTERVAL: '1',
    OPERATOR_TOKEN: operatorToken,
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
  };
  return {
    postgres,
    redis,
    start: async (own = {}, port) => {
      const service = await startService('auth', { env: { ...env, ...own }, ...(port && { port }) });
      services.push(service);
      await service.ready({ path: '/health/live' });
      return new AuthInstance(service);
    },
    close: async () => {
      await Promise.all(services.map((service) => service.close()));
      await Promise.all([postgres.close(), redis.close()]);
    },
  };
}
