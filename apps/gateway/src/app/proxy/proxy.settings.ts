import { int, type PlatformValues, type ValuesOf } from '@secureconnect/platform';
import { type UpstreamValues } from '../upstreams/upstream.settings';

/** How patient the gateway is with clients. */
export const proxySettings = {
  CLIENT_SILENCE_MS: int(100, 600_000, {
    meaning:
      'milliseconds a client may send nothing of a file, or read nothing of an answer, before it is cut',
    default: 20_000,
  }),
};

/** What passing on requests reads from the environment. */
export type ProxyValues = ValuesOf<typeof proxySettings> & UpstreamValues & PlatformValues;
