import { StartError } from '../start.error';

/** Where a server is, without what opens it. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

interface Scheme {
  readonly variable: string;
  readonly schemes: readonly string[];
  readonly port: number;
}

/** How DATABASE_URL is written. */
export const databaseScheme: Scheme = {
  variable: 'DATABASE_URL',
  schemes: ['postgres', 'postgresql'],
  port: 5432,
};

/** How REDIS_URL is written. */
export const redisScheme: Scheme = { variable: 'REDIS_URL', schemes: ['redis', 'rediss'], port: 6379 };

/** Whether every % in a part of a URL encodes something, as those who log in with it will demand. */
function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

/** Reads a server's URL from the environment; the sentence about a malformed one does not show it. */
export function readGivenUrl(scheme: Scheme, env: NodeJS.ProcessEnv = process.env): URL | undefined {
  const text = env[scheme.variable]?.trim();
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && scheme.schemes.includes(url.protocol.slice(0, -1)) && url.hostname) {
    if ([url.username, url.password, url.hostname, url.pathname].every(isDecodable)) return url;
    throw new StartError(`${scheme.variable} holds a % that encodes nothing; a % itself is written %25.`);
  }
  const example = `${scheme.schemes[0]}://user:password@host:${scheme.port}`;
  throw new StartError(`${scheme.variable} must be a URL like ${example}, which what is set is not.`);
}

/** The host and port a URL names. */
export function addressOf(url: URL, scheme: Scheme): Address {
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || scheme.port };
}
