import { isIP } from 'node:net';

const mapped = '::ffff:';

/** An address as it is compared and kept: without a zone, IPv4 as IPv4; undefined where it is none. */
export function plainAddress(text: string): string | undefined {
  const zone = text.indexOf('%');
  const bare = zone === -1 ? text : text.slice(0, zone);
  const tail = bare.slice(mapped.length);
  if (bare.slice(0, mapped.length).toLowerCase() === mapped && isIP(tail) === 4) return tail;
  return isIP(bare) === 0 ? undefined : bare;
}
