import { type RedisAddress } from '../options/redis.options';

/** Slots from `first` to `last` and the master that serves them. */
export interface SlotRange {
  readonly first: number;
  readonly last: number;
  readonly master: RedisAddress;
}

/** An address as a key. */
export const nameOf = ({ host, port }: RedisAddress): string => `${host}:${port}`;

/** Reads CLUSTER SLOTS; a node that does not know its own host means the one that was asked. */
export function slotRanges(reply: unknown, asked: RedisAddress): SlotRange[] {
  if (!Array.isArray(reply)) return [];
  return (reply as [number, number, [string | null, number]][]).map(([first, last, [host, port]]) => {
    const known = host !== null && host !== '' && host !== '?';
    return { first, last, master: { host: known ? host : asked.host, port } };
  });
}

/** Reads MOVED and ASK; undefined is another error. */
export function redirectionOf(
  error: Error,
): { slot: number; address: RedisAddress; asking: boolean } | undefined {
  const [, word, slot, host, port] = /^(MOVED|ASK) (\d+) (.+):(\d+)$/.exec(error.message) ?? [];
  if (host === undefined) return undefined;
  return { slot: Number(slot), address: { host, port: Number(port) }, asking: word === 'ASK' };
}
