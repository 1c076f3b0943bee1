import { int, type PlatformValues, type ValuesOf } from '@secureconnect/platform';
import { type UpstreamValues } from '../upstreams/upstream.settings';

/** How patient the gateway is with clients. */
export const proxySettings = {
  CLIENT_SILENCE_MS: int(100, 600_000, {
    meaning:
      'milliseconds a client may send nothing of a file, or read nothing of an answer, before it is cut',
    default: 20_000,
  }),
  UPLOAD_LEAST_BYTES_PER_SECOND: int(0, 1_000_000_000, {
    meaning: 'bytes of a file that a client must send a second, on the mean of ten; slower ones get 408',
    default: 1_024,
  }),
  BODIES_MAX_BYTES: int(1_048_576, 1_099_511_627_776, {
    meaning: 'bytes of bodies that are no files in memory at most; the next is refused with 503 busy',
    default: 268_435_456,
  }),
};

/** What passing on requests reads from the environment. */
export type ProxyValues = ValuesOf<typeof proxySettings> & UpstreamValues & PlatformValues;
