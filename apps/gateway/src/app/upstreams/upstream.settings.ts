import { type ServiceName, servicePorts } from '@secureconnect/contracts';
import { int, list, type ValuesOf } from '@secureconnect/platform';

const isServiceUrl = (item: string): boolean =>
  URL.canParse(item) && /^https?:$/.test(new URL(item).protocol) && new URL(item).pathname === '/';

const upstream = (name: ServiceName) =>
  list('http:// or https:// URLs without a path', isServiceUrl, {
    meaning: `where the gateway finds the instances of ${name}`,
    developmentDefault: `http://127.0.0.1:${servicePorts[name]}`,
  });

/** Where the gateway finds the services behind it, and how long and how much it asks of them. */
export const upstreamSettings = {
  AUTH_URL: upstream('auth'),
  CHAT_URL: upstream('chat'),
  VIDEO_URL: upstream('video'),
  STORAGE_URL: upstream('storage'),
  UPSTREAM_DEADLINE_MS: int(10, 600_000, {
    meaning: 'milliseconds a service may take until its answer begins, and be silent within it',
    default: 5_000,
  }),
  UPSTREAM_MAX_REQUESTS: int(1, 1_000_000, {
    meaning: 'requests under way to one service at most; the next is refused with 503 busy',
    default: 4_096,
  }),
  CLIENT_SHARE_PERCENT: int(1, 100, {
    meaning:
      'percent of UPSTREAM_MAX_REQUESTS and BODIES_MAX_BYTES that one network, key or account may have at once',
    default: 25,
  }),
};

/** The upstreams' settings once read. */
export type UpstreamValues = ValuesOf<typeof upstreamSettings>;
