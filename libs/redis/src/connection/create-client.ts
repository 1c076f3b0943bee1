import { Redis, type RedisOptions as ClientOptions } from 'ioredis';
import { type RedisAddress, type SettledRedisOptions } from '../options/redis.options';
import { SocketConnector } from './socket-connector';

/** Who we are to a server; Sentinels have a login of their own. */
export interface ClientLogin {
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
  readonly tls?: SettledRedisOptions['tls'];
}

/**
 * One ioredis client of one server that connects when told and never again by itself: no queue, no retry, no resend,
 * no deadline of its own. All of that is decided above it.
 */
export function createClient(
  address: RedisAddress,
  login: ClientLogin,
  { keepAliveMs }: { readonly keepAliveMs: number },
): Redis {
  const options: ClientOptions = {
    ...address,
    ...login,
    Connector: SocketConnector,
    lazyConnect: true,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    disableClientInfo: true,
    maxRetriesPerRequest: null,
    retryStrategy: () => null,
    // The handshake has a deadline of ours, which sees more than the TCP part that this one would.
    connectTimeout: 0,
    // null and not undefined, which the client would fill with a default of its own.
    keepAlive: keepAliveMs > 0 ? keepAliveMs : (null as unknown as undefined),
    // Version 3 would cost one more round trip and gives us nothing.
    protocol: 2,
  };
  return new Redis(options);
}
