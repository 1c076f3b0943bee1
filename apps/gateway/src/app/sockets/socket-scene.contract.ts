import { Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type Caller, NotAuthenticatedError } from '@secureconnect/identity';
import {
  ClientAddresses,
  ClientStatements,
  Drain,
  ModeSource,
  PROCESS_LOGGER,
  SETTINGS,
} from '@secureconnect/platform';
import { RateLimitStore } from '@secureconnect/rate-limit-store';
import { type RevocationEntry, RevocationStore } from '@secureconnect/revocation-store';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import { Subject } from 'rxjs';
import { Server as SocketServer } from 'socket.io';
import { SocketDoor } from '../door/socket-door';
import { EdgeAuthenticator } from '../edge/edge-authenticator';
import { RatePolicies } from '../limits/rate-policies';
import { Upstreams } from '../upstreams/upstreams';
import { FirstFew, limitsOf } from './first-few.contract';
import { socketProviders } from './socket-providers';
import { SocketMetrics } from './socket-metrics.service';
import { defaultSocketTimes, SOCKET_TIMES, type SocketTimes } from './socket.options';

const settings = {
  CORS_ORIGINS: ['https://app.example'],
  SOCKETS_PER_ADDRESS: 20,
  SOCKETS_PER_USER: 3,
  UPSTREAM_DEADLINE_MS: 1_500,
  UPSTREAM_MAX_REQUESTS: 100,
  AUTH_URL: [] as string[],
  CHAT_URL: [] as string[],
  VIDEO_URL: [] as string[],
  STORAGE_URL: [] as string[],
  CLIENT_SHARE_PERCENT: 100,
  API_KEYS: [] as string[],
  RATE_LIMIT_ENABLED: false,
};

/** Settings of a scene; what is left out is generous. */
export type SceneSettings = Partial<typeof settings> & {
  times?: Partial<SocketTimes>;
  /** Of what bursts those of that name, as `socket_address`, are admitted; all are where it is not said. */
  bursts?: Readonly<Record<string, number>>;
  statement?: (audience: string, address: string) => string;
  /** The accounts that the mirror of revocations knows of, whatever the authenticator said. */
  knownRevoked?: readonly string[];
};

/** Whoever shows `<user>` or `<user>.<session>` is that user; nobody is `nobody`. */
export function callerOf(token: string): Caller {
  const [userId = '', sessionId = `${userId}-session`] = token.split('.');
  return {
    userId,
    sessionId,
    tokenId: `${token}-token`,
    role: 'user',
    methods: [],
    issuedAtMs: 1_000,
    authenticatedAtMs: 1_000,
    expiresAtMs: Infinity,
  };
}

/** So many show the token `crowd` before any of them is known. */
export const crowdSize = 6;

class NamedTokens extends EdgeAuthenticator {
  private readonly crowd: (() => void)[] = [];

  known(): undefined {
    return undefined;
  }

  async authenticate(token: string): Promise<Caller> {
    if (token === 'nobody') throw new NotAuthenticatedError('');
    if (token === 'crowd') await this.gather();
    return callerOf(token);
  }

  /** Who comes in a crowd is known when all are there. */
  private gather(): Promise<void> {
    return new Promise((resolve) => {
      if (this.crowd.push(resolve) === crowdSize) for (const each of this.crowd.splice(0)) each();
    });
  }
}

/** A real Socket.IO server behind the gateway, that says what it heard. */
export async function startUpstream(path = '/ws/chat') {
  const server = createServer((_request, response) => response.writeHead(404).end('no such thing'));
  const heard: { event: string; headers: Record<string, unknown> }[] = [];
  const io = new SocketServer(server, { path, serveClient: false, pingInterval: 300, pingTimeout: 2_000 });
  const connections = new Set<Socket>();
  server.on('connection', (socket) => connections.add(socket));
  io.engine.on('connection_error', () => undefined);
  io.use((socket, next) =>
    next(socket.handshake.auth['token'] === 'refused' ? new Error('not you') : undefined),
  );
  io.on('connection', (socket) => {
    heard.push({ event: 'connection', headers: socket.handshake.headers });
    socket.emit('ready', { token: socket.handshake.auth['token'] });
    socket.on('echo', (said: unknown, done: (said: unknown) => void) => done(said));
  });
  const url = await listening(server);
  return { url, io, heard, connections, server, close: () => closed(server, connections, io) };
}

const listening = (server: Server): Promise<string> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    ),
  );

async function closed(server: Server, connections: ReadonlySet<Socket>, io?: SocketServer): Promise<void> {
  void io?.close();
  for (const connection of connections) connection.destroy();
  await new Promise((resolve) => server.close(resolve));
}

/** The gateway's sockets alone, before the services given; tokens are names, and revocations are told by the spec. */
export async function startSocketDoor({
  times,
  bursts,
  knownRevoked = [],
  statement = (to, address) => `${to} ${address}`,
  ...given
}: SceneSettings) {
  const revoked$ = new Subject<RevocationEntry>();
  const isKnownRevoked = ({ userId }: Caller) => knownRevoked.includes(userId) || undefined;
  const values = { ...settings, ...given, ...limitsOf(bursts) };
  const surroundings: Provider[] = [
    { provide: SETTINGS, useValue: values },
    { provide: ClientAddresses, useValue: new ClientAddresses(['127.0.0.1']) },
    { provide: ClientStatements, useValue: { for: statement } },
    { provide: PROCESS_LOGGER, useValue: { isLevelEnabled: () => false } },
    { provide: ModeSource, useValue: { mode: 'normal' } },
    { provide: EdgeAuthenticator, useClass: NamedTokens },
    { provide: RateLimitStore, useClass: FirstFew },
    { provide: RevocationStore, useValue: { revoked$, isKnownRevoked } },
    ...[Drain, RatePolicies, Upstreams],
  ];
  const own = { provide: SOCKET_TIMES, useValue: { ...defaultSocketTimes, ...times } };

  @Module({ providers: [...surroundings, ...socketProviders, own] })
  class SceneModule {}

  const app = await NestFactory.createApplicationContext(SceneModule, { logger: false });
  const door = app.get(SocketDoor);
  const server = createServer((request, response) => door.serve(request, response));
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => door.upgrade(request, socket, head));
  const url = await listening(server);
  const close = async () => {
    await closed(server, connections);
    await app.close();
  };
  const count = (kind: 'websocket' | 'polling') => app.get(SocketMetrics).count('/ws/chat', kind);
  return {
    url,
    close,
    count,
    connections,
    revoke: (entry: RevocationEntry) => revoked$.next(entry),
    drain: app.get(Drain),
    chat: app.get(Upstreams).of('chat'),
  };
}
