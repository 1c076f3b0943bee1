import { type Redis } from 'ioredis';
import { createClient } from '../connection/create-client';
import { MasterUnknownError } from './master-unknown.error';
import { type RedisAddress, type RedisSentinels, type SettledRedisOptions } from '../options/redis.options';

/**
 * Asks all Sentinels at once and believes the first that knows the master; a frozen one delays nobody. Its deadline is
 * that of the attempt to connect, and no connection outlives the answer.
 */
export async function locateMaster(
  sentinels: RedisSentinels,
  options: SettledRedisOptions,
): Promise<RedisAddress> {
  const { username, password } = sentinels;
  const login = { username, password, ...(sentinels.tls ? { tls: options.tls ?? {} } : {}) };
  const clients = sentinels.nodes.map((node) => createClient(node, login, options));
  const hurry = setTimeout(() => clients.forEach((client) => client.disconnect()), options.connectTimeoutMs);
  try {
    return await Promise.any(clients.map((client) => askForMaster(client, sentinels.name)));
  } catch (error) {
    throw new MasterUnknownError(sentinels.name, error);
  } finally {
    clearTimeout(hurry);
    clients.forEach((client) => client.disconnect());
  }
}

async function askForMaster(client: Redis, name: string): Promise<RedisAddress> {
  let complaint: Error | undefined;
  client.on('error', (error: Error) => (complaint = error));
  try {
    await client.connect();
    const answer = await client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name);
    if (!Array.isArray(answer)) throw new MasterUnknownError(name);
    return { host: String(answer[0]), port: Number(answer[1]) };
  } catch (error) {
    throw complaint ?? error;
  }
}
