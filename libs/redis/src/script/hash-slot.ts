const slots = 16_384;

/** CRC16 of XMODEM, as the Cluster specification has it, for each byte. */
const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit += 1)
    crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  return crc;
});

/** The part of a key that decides its slot: what stands in its first braces, or all of it. */
export function hashTag(key: string): string {
  const open = key.indexOf('{');
  const close = open < 0 ? -1 : key.indexOf('}', open + 1);
  return close > open + 1 ? key.slice(open + 1, close) : key;
}

/** The Cluster slot of a key. */
export function hashSlot(key: string): number {
  let crc = 0;
  for (const byte of Buffer.from(hashTag(key))) crc = ((crc << 8) & 0xff00) ^ (table[(crc >> 8) ^ byte] ?? 0);
  return crc % slots;
}

/** A key of another name in the same slot as `key`. */
export function besideKey(key: string, name: string): string {
  const tag = hashTag(key);
  return `${name.replace('$tag', () => `{${tag.includes('}') ? tagOf(hashSlot(key)) : tag}}`)}`;
}

const tags = new Map<number, string>();

/** A tag for a slot, for keys that cannot be tags themselves because of a brace in them, or where there is none. */
export function tagOf(slot: number): string {
  for (let index = 0; !tags.has(slot); index += 1) {
    const tag = index.toString(36);
    if (hashSlot(tag) === slot) tags.set(slot, tag);
  }
  return tags.get(slot) ?? '';
}
