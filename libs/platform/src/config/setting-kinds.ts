import { X509Certificate } from 'node:crypto';
import { accessSync, constants, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { setting, type Setting, type SettingOptions } from './setting';

function wholeNumber(text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || value < min || value > max) {
    throw new Error(`be a whole number from ${min} to ${max}`);
  }
  return value;
}

/** A whole number within bounds. */
export const int = (min: number, max: number, options: SettingOptions): Setting<number> =>
  setting(`${min} to ${max}`, (text) => wholeNumber(text, min, max), options);

/** A TCP port to listen on; 0 asks the system for a free one. */
export const port = (options: SettingOptions): Setting<number> => int(0, 65535, options);

/** Any text but the empty one. */
export const text = (options: SettingOptions): Setting<string> => setting('text', (value) => value, options);

/** A secret somebody made up, too long to guess; empty where that is the default. */
export const secretText = (length: number, options: SettingOptions): Setting<string> =>
  setting(
    `at least ${length} characters`,
    (value) => {
      if (value !== '' && value.length < length) throw new Error(`have at least ${length} characters`);
      return value;
    },
    { ...options, secret: true },
  );

/** A certificate as PEM: its text, or the file that holds it; empty where that is the default. */
export const certificate = (options: SettingOptions): Setting<string> =>
  setting('PEM or the path of a file with it', (value) => value && readCertificate(value), options);

function readCertificate(value: string): string {
  try {
    const pem = value.startsWith('-----BEGIN') ? value : readFileSync(value, 'utf8');
    void new X509Certificate(pem);
    return pem;
  } catch {
    throw new Error('be a certificate in PEM, or the path of a readable file with one');
  }
}

/** The path of a file that can be read; empty where that is the default. */
export const file = (options: SettingOptions): Setting<string> =>
  setting('the path of a readable file', (value) => value && readable(value), options);

function readable(path: string): string {
  try {
    accessSync(path, constants.R_OK);
    return path;
  } catch {
    throw new Error('be the path of a file that can be read');
  }
}

/** A switch, written as true or false. */
export const bool = (options: SettingOptions): Setting<boolean> =>
  setting(
    'true or false',
    (value) => {
      if (value !== 'true' && value !== 'false') throw new Error('be true or false');
      return value === 'true';
    },
    options,
  );

/** One word out of a list. */
export function oneOf<const T extends string>(choices: readonly T[], options: SettingOptions): Setting<T> {
  const accepts = choices.join(', ');
  const parse = (value: string): T => {
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) throw new Error(`be one of ${accepts}`);
    return chosen;
  };
  return setting(accepts, parse, options);
}

function isDecodable({ username, password, pathname }: URL): boolean {
  try {
    decodeURIComponent(username + password + pathname);
    return true;
  } catch {
    return false;
  }
}

/** A URL of one of the given schemes; empty where that is the default. */
export function url(schemes: readonly string[], options: SettingOptions): Setting<string> {
  const accepts = schemes.map((scheme) => `${scheme}://…`).join(' or ');
  const parse = (value: string): string => {
    if (value === '') return value;
    const parsed = URL.canParse(value) ? new URL(value) : undefined;
    if (parsed && !isDecodable(parsed))
      throw new Error('have every % in user, password and path written as %25');
    if (!parsed || !schemes.includes(parsed.protocol.slice(0, -1)) || !parsed.hostname) {
      throw new Error(`be a URL like ${accepts}`);
    }
    return value;
  };
  return setting(accepts, parse, options);
}

/** A comma-separated list; empty is an empty list. */
export function list(
  accepts: string,
  check: (item: string) => boolean,
  options: SettingOptions,
): Setting<string[]> {
  const parse = (value: string): string[] => {
    const items = value.split(',').map((item) => item.trim()).filter(Boolean); // prettier-ignore
    const wrong = items.filter((item) => !check(item));
    if (wrong.length > 0)
      throw new Error(`be a comma-separated list of ${accepts}, which ${wrong.join(', ')} is not`);
    return items;
  };
  return setting(`comma-separated: ${accepts}`, parse, options);
}

/** Where a server listens: host:port, the port where it is not the usual one. */
export function isAddress(item: string): boolean {
  if (!/^(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d+)?$/.test(item)) return false;
  return URL.canParse(`redis://${item}`);
}

/** An address or a network in CIDR notation. */
export function isNetwork(item: string): boolean {
  const [address = '', bits, ...rest] = item.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

/** A web origin: scheme, host and port, nothing after. */
export const isOrigin = (item: string): boolean => URL.canParse(item) && new URL(item).origin === item;
