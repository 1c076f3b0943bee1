import { type ServiceName, servicePorts } from '@secureconnect/contracts';
import { url, type ValuesOf } from '@secureconnect/platform';

const upstream = (name: ServiceName) =>
  url(['http', 'https'], {
    meaning: `where the gateway finds ${name}`,
    developmentDefault: `http://127.0.0.1:${servicePorts[name]}`,
  });

/** Where the gateway finds the services behind it. */
export const upstreamSettings = {
  AUTH_URL: upstream('auth'),
  CHAT_URL: upstream('chat'),
  VIDEO_URL: upstream('video'),
  STORAGE_URL: upstream('storage'),
};

/** The upstreams' addresses once read. */
export type UpstreamValues = ValuesOf<typeof upstreamSettings>;
