import { bool, list, setting, type Setting, type ValuesOf } from '@secureconnect/platform';
import { isApiKey } from './api-keys';
import { type LimitClass, limitClasses } from './limit-classes';
import { type Limit, limitSyntax, readLimit } from './limit-text';

type Kind = keyof LimitClass;

const kinds: Readonly<Record<Kind, string>> = {
  address: 'network of clients',
  user: 'signed-in user',
  key: 'key of API_KEYS',
};

/** The variable that overrides a limit. */
export const limitVariable = (name: string, kind: string): string =>
  `RATE_LIMIT_${name}_${kind}`.toUpperCase();

const limitOf = (name: string, kind: Kind, text: string): Setting<Limit | undefined> =>
  setting(limitSyntax, readLimit, {
    meaning: `requests of kind ${name} by one ${kinds[kind]}`,
    default: text,
  });

const overrides: Readonly<Record<string, Setting<Limit | undefined>>> = Object.fromEntries(
  Object.entries(limitClasses).flatMap(([name, limits]) =>
    Object.entries(limits).map(([kind, text]) => [
      limitVariable(name, kind),
      limitOf(name, kind as Kind, text),
    ]),
  ),
);

const switches = {
  RATE_LIMIT_ENABLED: bool({
    meaning: 'limit how often clients may call',
    default: true,
    family: 'RATE_LIMIT_',
  }),
  API_KEYS: list('name:sha256 of the key in hex', isApiKey, {
    meaning: 'programs that show a key in X-Api-Key and are limited by it, not by their address',
    default: '',
    secret: true,
  }),
};

/** How often clients may call. */
export const limitSettings = { ...switches, ...overrides };

/** The limits' settings once read. */
export type LimitValues = ValuesOf<typeof switches> & Readonly<Record<string, Limit | undefined | unknown>>;
