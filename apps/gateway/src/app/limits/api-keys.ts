import { createHash } from 'node:crypto';

const wellFormed = /^[a-z0-9][\w.-]{0,63}:[0-9a-f]{64}$/;
const longestKey = 256;

/** How one of API_KEYS is written. */
export const isApiKey = (item: string): boolean => wellFormed.test(item);

/** The programs that have a key; what is compared are digests, so that no time tells how near a guess came. */
export class ApiKeys {
  private readonly names: ReadonlyMap<string, string>;

  constructor(keys: readonly string[]) {
    this.names = new Map(
      keys.map((item) => {
        const colon = item.lastIndexOf(':');
        return [item.slice(colon + 1), item.slice(0, colon)];
      }),
    );
  }

  /** Whose key it is; undefined where nobody's. */
  nameOf(key: string): string | undefined {
    if (key.length > longestKey) return undefined;
    return this.names.get(createHash('sha256').update(key).digest('hex'));
  }
}
