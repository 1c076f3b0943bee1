import {
  connectSocket,
  httpClient,
  type RedisServer,
  type ServiceProcess,
  type SocketClient,
  startPostgres,
  startRedis,
  startService,
  temporaryFolder,
} from '@secureconnect/testing';

const password = 'a password that only these tests know';

/** Two gateways before auth and chat, with the real servers they stand on. */
export interface SocketScene {
  readonly redis: RedisServer;
  readonly chat: ServiceProcess;
  readonly gateways: readonly [ServiceProcess, ServiceProcess];
  /** Begins a session of somebody, through the gateway; gives its token. */
  readonly signIn: (who: 'anna' | 'berta') => Promise<string>;
  readonly connect: (gateway: ServiceProcess, token: string) => Promise<SocketClient>;
  readonly close: () => Promise<void>;
}

/** Starts the scene; what it opens it closes. */
export async function startSocketScene(): Promise<SocketScene> {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const common = {
    DATABASE_URL: await postgres.createDatabase('sockets'),
    REDIS_URL: redis.url,
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    REDIS_COMMAND_TIMEOUT: '500',
    SIGNING_KEYS_SECRET: 'a secret that only tests know of',
    AUTH_SECRET: 'another secret that only tests know of',
    PUBLIC_URL: 'http://127.0.0.1:1',
    MAIL_OUTBOX_DIR: temporaryFolder('outbox'),
  };
  const start = (name: string, env: Record<string, string> = {}) =>
    startService(name, { env: { ...common, ...env } });
  const auth = await start('auth');
  const chat = await start('chat', { AUTH_URL: auth.url });
  await Promise.all([auth.ready(), chat.ready()]);
  const nowhere = 'http://127.0.0.1:1';
  const behind = { AUTH_URL: auth.url, CHAT_URL: chat.url, VIDEO_URL: nowhere, STORAGE_URL: nowhere };
  const gateways = await Promise.all([start('gateway', behind), start('gateway', behind)]);
  await Promise.all(gateways.map((gateway) => gateway.ready()));
  const [{ url: door }] = gateways;
  for (const username of ['anna', 'berta'])
    await post(door, '/v1/auth/register', { email: `${username}@example.com`, username, password });
  const clients: SocketClient[] = [];
  const connect = async ({ url }: ServiceProcess, token: string) => {
    const client = await connectSocket(url, { path: '/ws/chat', auth: { token } });
    clients.push(client);
    return client;
  };
  const close = async () => {
    for (const client of clients) client.close();
    await Promise.all([...gateways, auth, chat].map((service) => service.close()));
    await Promise.all([postgres.close(), redis.close()]);
  };
  return { redis, chat, gateways, signIn: (who) => signInAt(door, who), connect, close };
}

async function post(url: string, path: string, body: unknown): Promise<{ access_token: string }> {
  const client = httpClient(url);
  const { status, json } = await client.post(path, body);
  client.close();
  if (status >= 300) throw new Error(`${path} was answered ${status}: ${JSON.stringify(json)}`);
  return json as { access_token: string };
}

async function signInAt(url: string, who: string): Promise<string> {
  return (await post(url, '/v1/auth/login', { email: `${who}@example.com`, password })).access_token;
}
