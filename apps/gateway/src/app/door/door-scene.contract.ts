import { Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type Caller, NotAuthenticatedError } from '@secureconnect/identity';
import {
  answerClientError,
  ClientAddresses,
  ClientStatements,
  DoorKeeper,
  Drain,
  HttpMetrics,
  ModeSource,
  PROCESS_LOGGER,
  type Settings,
  SETTINGS,
} from '@secureconnect/platform';
import { DebtTable, MemoryLimiter, PolicyBook, RateLimitStore } from '@secureconnect/rate-limit-store';
import { PolicyManifest } from '@secureconnect/resilience';
import { type AddressInfo, type Socket } from 'node:net';
import { type ServerOptions } from 'node:http';
import { pino } from 'pino';
import { EdgeAuthenticator } from '../edge/edge-authenticator';
import { limitSettings } from '../limits/limit.settings';
import { RatePolicies } from '../limits/rate-policies';
import { Page } from '../page/page';
import { PAGE_FOLDER } from '../page/page-folder';
import { AccessLog } from '../proxy/access-log';
import { ExchangeParts } from '../proxy/exchange-parts';
import { proxySettings } from '../proxy/proxy.settings';
import { RouteLines } from '../routes/route-lines';
import { upstreamSettings } from '../upstreams/upstream.settings';
import { Upstreams } from '../upstreams/upstreams';
import { Admission } from './admission';
import { Cors } from './cors';
import { ProxyDoor } from './proxy-door';
import { SocketDoor } from './socket-door';

/** Whoever shows the token `<user>` is that user; `late-<user>` is not known at once, and `nobody` is nobody. */
class NamedTokens extends EdgeAuthenticator {
  known(token: string): Caller | undefined {
    return token === 'nobody' || token.startsWith('late-') ? undefined : callerOf(token);
  }

  async authenticate(token: string): Promise<Caller> {
    if (token === 'nobody') throw new NotAuthenticatedError('');
    return callerOf(token);
  }
}

const callerOf = (userId: string): Caller => ({
  ...{ userId, sessionId: `${userId}-session`, tokenId: `${userId}-token`, role: 'user', methods: [] },
  ...{ issuedAtMs: 0, authenticatedAtMs: 0, expiresAtMs: Infinity },
});

/** Limits by the memory of the process alone, as one instance without Redis does. */
class LimitsOfMemory extends RateLimitStore {
  private readonly limiter = new MemoryLimiter(new PolicyBook(), new DebtTable(1_000));
  readonly admit = this.limiter.admit.bind(this.limiter);

  async forgive(): Promise<void> {
    throw new Error('No spec of the door forgives anybody.');
  }
}

const all: Settings = { ...upstreamSettings, ...proxySettings, ...limitSettings };

const defaults = Object.fromEntries(
  Object.entries(all).map(([name, { parse, developmentFallback, fallback }]) => [
    name,
    parse(developmentFallback ?? fallback ?? ''),
  ]),
);

const given = {
  ...{ CORS_ORIGINS: ['https://app.example'], REQUEST_TIMEOUT_MS: 2_000, UPSTREAM_DEADLINE_MS: 1_000 },
  ...{ CLIENT_SILENCE_MS: 1_000, RATE_LIMIT_ENABLED: false },
};

const serverOptions: ServerOptions = {
  ...{ requestTimeout: 0, headersTimeout: 1_000, connectionsCheckingInterval: 100, requireHostHeader: false },
};

/** Settings of a scene by their names, as they are once read. */
export type DoorSettings = Readonly<Record<string, unknown>>;

/** The door alone, before services that the spec starts; tokens are names, and nothing is asked of Redis or PostgreSQL. */
export async function openDoor(settings: DoorSettings = {}) {
  const lines: string[] = [];
  const mode: { mode: 'normal' | 'degraded' } = { mode: 'normal' };
  const surroundings: Provider[] = [
    { provide: SETTINGS, useValue: { ...defaults, ...given, ...settings } },
    { provide: PROCESS_LOGGER, useValue: pino({}, { write: (line: string) => void lines.push(line) }) },
    { provide: ClientAddresses, useValue: new ClientAddresses([]) },
    { provide: ClientStatements, useValue: { for: (to: string, address: string) => `${to} ${address}` } },
    { provide: ModeSource, useValue: mode },
    { provide: EdgeAuthenticator, useClass: NamedTokens },
    { provide: RateLimitStore, useClass: LimitsOfMemory },
    { provide: PolicyManifest, useValue: { declare: () => undefined } },
    { provide: SocketDoor, useValue: {} },
    { provide: PAGE_FOLDER, useValue: settings['PAGE_FOLDER'] },
    ...[Drain, HttpMetrics],
  ];

  @Module({
    providers: [
      ...surroundings,
      ...[ProxyDoor, Admission, Cors, RouteLines, RatePolicies, ExchangeParts, AccessLog, Upstreams, Page],
    ],
  })
  class SceneModule {}

  const app = await NestFactory.createApplicationContext(SceneModule, { logger: false });
  const keeper = new DoorKeeper();
  keeper.open(app.get(ProxyDoor), app.get(Drain));
  const server = keeper.createServer(serverOptions, (_request, response) => response.end('the framework'));
  server.on('clientError', (error, socket) => answerClientError(error, socket as Socket, mode.mode));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lines,
    mode,
    upstreams: app.get(Upstreams),
    drain: app.get(Drain),
    metrics: app.get(HttpMetrics),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await app.close();
    },
  };
}
