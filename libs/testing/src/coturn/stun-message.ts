import { createHash, createHmac, randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';

/** What is asked of a server, and what a peer's data come with (RFC 8489, RFC 8656). */
export const stunMethods = {
  binding: 0x0001,
  allocate: 0x0003,
  createPermission: 0x0008,
  send: 0x0016,
  data: 0x0017,
} as const;

/** The attributes that are written or read here. */
export const stunAttributes = {
  username: 0x0006,
  integrity: 0x0008,
  error: 0x0009,
  peer: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  relayed: 0x0016,
  family: 0x0017,
  transport: 0x0019,
  mapped: 0x0020,
} as const;

/** One attribute: its number and its bytes. */
export type StunAttribute = readonly [type: number, value: Buffer];

/** A message that was read. */
export type StunMessage = {
  readonly type: number;
  readonly transaction: string;
  readonly attributes: ReadonlyMap<number, Buffer>;
};

/** How long-term credentials sign. */
export type StunLogin = { username: string; realm: string; password: string };

const cookie = Buffer.from('2112a442', 'hex');

const padded = (value: Buffer) => Buffer.concat([value, Buffer.alloc((4 - (value.length % 4)) % 4)]);

function attributeBytes([type, value]: StunAttribute): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, padded(value)]);
}

function headOf(type: number, length: number, transaction: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(length, 2);
  return Buffer.concat([head, cookie, transaction]);
}

/** One of its own for each message. */
export const newTransaction = (): Buffer => randomBytes(12);

/** Writes a message; a login signs it. */
export function writeStun(
  type: number,
  transaction: Buffer,
  attributes: readonly StunAttribute[],
  login?: StunLogin,
): Buffer {
  const body = Buffer.concat(attributes.map(attributeBytes));
  if (!login) return Buffer.concat([headOf(type, body.length, transaction), body]);
  const { username, realm, password } = login;
  const key = createHash('md5').update(`${username}:${realm}:${password}`).digest();
  // What is signed says a length that counts the signature.
  const signed = Buffer.concat([headOf(type, body.length + 24, transaction), body]);
  const integrity = createHmac('sha1', key).update(signed).digest();
  return Buffer.concat([signed, attributeBytes([stunAttributes.integrity, integrity])]);
}

/** Reads a message. */
export function readStun(bytes: Buffer): StunMessage {
  const attributes = new Map<number, Buffer>();
  const end = 20 + bytes.readUInt16BE(2);
  for (let at = 20; at + 4 <= end;) {
    const length = bytes.readUInt16BE(at + 2);
    attributes.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return { type: bytes.readUInt16BE(0), transaction: transactionOf(bytes), attributes };
}

/** By which an answer is known. */
export const transactionOf = (bytes: Buffer): string => bytes.subarray(8, 20).toString('hex');

/** An address as attributes have it, of IPv6 masked by the message's transaction too. */
export function writeAddress(host: string, port: number, transaction: Buffer): Buffer {
  const address = isIPv6(host) ? ipv6Bytes(host) : Buffer.from(host.split('.').map(Number));
  const head = Buffer.from([0, address.length === 4 ? 1 : 2, 0, 0]);
  head.writeUInt16BE(port ^ 0x2112, 2);
  return Buffer.concat([head, masked(address, transaction)]);
}

/** Reads an IPv4 address as host and port. */
export function readAddress(value: Buffer): { host: string; port: number } {
  const host = [...masked(value.subarray(4, 8), Buffer.alloc(12))].join('.');
  return { host, port: value.readUInt16BE(2) ^ 0x2112 };
}

const masked = (address: Buffer, transaction: Buffer): Buffer => {
  const mask = Buffer.concat([cookie, transaction]);
  return Buffer.from(address.map((byte, index) => byte ^ (mask[index] ?? 0)));
};

function ipv6Bytes(host: string): Buffer {
  // A URL writes every form of an address in the one that has no IPv4 in it.
  const [head = '', tail = ''] = new URL(`http://[${host}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string) => (text ? text.split(':') : []);
  const [first, last] = [groups(head), groups(tail)];
  const all = [...first, ...Array<string>(8 - first.length - last.length).fill('0'), ...last];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
