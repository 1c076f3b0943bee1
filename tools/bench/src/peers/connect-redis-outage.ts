import { RedisStore } from 'connect-redis';
import { type SessionData } from 'express-session';
import { createClient } from 'redis';
import { outageKeys, rightValue, type StartSubject } from '../outage/outage-subject';

/** connect-redis as its docs connect it, with a listener for errors, without which the process would end. */
export const connectRedisOutage: StartSubject = async ({ url }) => {
  const client = createClient({ url });
  client.on('error', () => undefined);
  await client.connect();
  const store = new RedisStore({ client });
  for (const key of outageKeys) await store.set(key, { value: rightValue(key) } as unknown as SessionData);
  return {
    async ask(key) {
      const session = (await store.get(key)) as { value?: string } | null | undefined;
      return { value: session?.value, fromRedis: true };
    },
  };
};
