import { type LimitValues } from '../limits/limit.settings';
import { int, type PlatformValues, type ValuesOf } from '@secureconnect/platform';

/** How many sockets there may be. */
export const socketSettings = {
  SOCKETS_PER_ADDRESS: int(1, 1_000_000, {
    meaning: 'sockets one address (of IPv6: one /64) may have open at one instance of the gateway',
    default: 100,
  }),
  SOCKETS_PER_USER: int(1, 1_000_000, {
    meaning: 'sockets one account may have open at one instance of the gateway',
    default: 20,
  }),
};

/** The settings of sockets once read, and those of others that sockets heed. */
export type SocketValues = ValuesOf<typeof socketSettings> &
  Pick<PlatformValues, 'CORS_ORIGINS'> &
  Pick<LimitValues, 'API_KEYS'> & { readonly UPSTREAM_DEADLINE_MS: number };
