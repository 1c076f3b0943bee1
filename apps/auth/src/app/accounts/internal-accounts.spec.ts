import { Module } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { newId, openService, ServiceClients } from '@secureconnect/platform';
import {
  httpClient,
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { service } from '../service';

@Module({})
class EmptyModule {}

let postgres: PostgresServer;
let redis: RedisServer;
const open: NestFastifyApplication[] = [];

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const servers = { DATABASE_URL: postgres.url, REDIS_URL: redis.url };
  const env = { PORT: '0', LOG_LEVEL: 'silent', MIGRATE_ON_START: 'true', ...servers };
  open.push(await openService(service, env));
  for (const name of ['chat', 'storage'] as const)
    open.push(await openService({ name, module: EmptyModule }, env));
}, 60_000);

afterAll(async () => {
  await Promise.all(open.map((app) => app.close()));
  await Promise.all([postgres.close(), redis.close()]);
}, 30_000);

const accountOf = async (name: string, change = 'SET role = role'): Promise<string> => {
  const id = newId();
  const columns = 'id, email, email_key, username, username_key, password_hash, role';
  await postgres.sql(`INSERT INTO auth.users (${columns}) VALUES ($1, $2, $2, $2, $2, 'x', 'user')`, [
    id,
    name,
  ]);
  await postgres.sql(`UPDATE auth.users ${change} WHERE id = $1`, [id]);
  return id;
};

describe('which of these people are there', () => {
  it('is told to chat, and to nobody else', async () => {
    const [auth, chat, storage] = open;
    const origin = await auth!.getUrl();
    const here = await accountOf('here');
    const closed = await accountOf('closed', 'SET disabled_at = now()');
    const path = `/internal/accounts?ids=${[closed, newId(), here].join(',')}`;
    const ask = (who: NestFastifyApplication, asked = path) =>
      who.get(ServiceClients).to({ name: 'auth', origin }).ask({ path: asked });
    const body = await until(
      'auth to know the key of chat',
      async () => {
        const answer = await ask(chat!);
        return answer.status === 200 && answer.body;
      },
      { timeout: 20_000 },
    );
    expect(body).toEqual({ items: [{ id: here }] });
    await until('auth to know the key of storage', async () => (await ask(storage!)).status === 403);
    expect((await httpClient(origin).get(path)).status).toBe(401);
    const many = Array.from({ length: 101 }, newId).join(',');
    for (const ids of ['', 'x', `${here},`, many])
      expect((await ask(chat!, `/internal/accounts?ids=${ids}`)).status).toBe(422);
  }, 60_000);
});
