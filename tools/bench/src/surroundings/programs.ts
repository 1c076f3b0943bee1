import { serviceNames, type ServiceName } from '@secureconnect/contracts';
import { freePort, type PostgresServer, type RedisServer } from '@secureconnect/testing';
import { type Build } from './build';
import { runToEnd } from './run-to-end';
import { bareEnvironment } from './workspace';

/** What the services are compared with: the same two routes on the same pool, and nothing else. */
export const peerNames = ['bare Fastify', 'bare Nest'] as const;

export type PeerName = (typeof peerNames)[number];
export type ProgramName = ServiceName | PeerName;

/** The services, then their peers. */
export const programNames: readonly ProgramName[] = [...serviceNames, ...peerNames];

const sources: Readonly<Record<PeerName, string>> = {
  'bare Fastify': 'peers/bare-fastify.ts',
  'bare Nest': 'peers/bare-nest.ts',
};

/** Knows how each program is run, and has a service's schema migrated before its first start. */
export class Programs {
  private readonly prepared = new Map<ProgramName, Promise<string>>();
  private readonly ports = new Map<ProgramName, Promise<number>>();

  constructor(
    private readonly build: Build,
    private readonly postgres: PostgresServer,
    private readonly redis: RedisServer,
  ) {}

  /** The script to run, once it can be. */
  prepare(name: ProgramName): Promise<string> {
    const script = this.prepared.get(name) ?? this.make(name);
    this.prepared.set(name, script);
    return script;
  }

  /** The same for each start of one program, so that the gateway knows where the others would be. */
  portOf(name: ProgramName): Promise<number> {
    const port = this.ports.get(name) ?? freePort();
    this.ports.set(name, port);
    return port;
  }

  /** As in production: nothing but what has no default. */
  async environment(): Promise<NodeJS.ProcessEnv> {
    const address = async (name: ServiceName) => [
      `${name.toUpperCase()}_URL`,
      `http://127.0.0.1:${await this.portOf(name)}`,
    ];
    return {
      ...bareEnvironment(),
      ...(Object.fromEntries(await Promise.all(serviceNames.map(address))) as NodeJS.ProcessEnv),
      NODE_ENV: 'production',
      LOG_LEVEL: 'info',
      DATABASE_URL: this.postgres.url,
      REDIS_URL: this.redis.url,
      SIGNING_KEYS_SECRET: 'a secret that only benchmarks know of',
      AUTH_SECRET: 'another secret that only benchmarks know of',
      PUSH_SECRET: 'a third secret that only benchmarks know of',
      STORAGE_SECRET: 'a fourth secret that only benchmarks know of',
      PUBLIC_URL: 'http://127.0.0.1:1',
    };
  }

  private async make(name: ProgramName): Promise<string> {
    if (name === 'bare Fastify' || name === 'bare Nest') return this.build.program(sources[name]);
    const script = this.build.service(name);
    await runToEnd({
      what: `The migration of ${name}`,
      args: [script, 'migrate'],
      env: await this.environment(),
    });
    return script;
  }
}
