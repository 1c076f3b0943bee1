import { isIPv4 } from 'node:net';
import { type Place } from './sighting';

/** A network, as `192.0.2.0/24` or `2001:db8::/32`, and where it is. */
export type PlacedNetworks = Readonly<Record<string, Place>>;

type Value = string | number | Date | { readonly [name: string]: Value | undefined };
/** The number of another node, a place of the data, or nothing. */
type Branch = number | { readonly at: number } | undefined;

const [text, double, uint32, map, uint64] = [2, 3, 6, 7, 9];
const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
/** The tree is one of IPv6, in which IPv4 stands at ::/96. */
const ipv4At = 96;

function headOf(type: number, size: number): Buffer {
  const [low, more] = size < 29 ? [size, []] : [29, [size - 29]];
  return Buffer.from(type < 8 ? [(type << 5) | low, ...more] : [low, type - 7, ...more]);
}

function encode(value: Value): Buffer {
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return Buffer.concat([headOf(text, bytes.length), bytes]);
  }
  const number = Buffer.alloc(8);
  if (value instanceof Date) {
    number.writeBigUInt64BE(BigInt(value.getTime()) / 1_000n);
    return Buffer.concat([headOf(uint64, 8), number]);
  }
  if (typeof value === 'number') {
    number.writeDoubleBE(value);
    return Buffer.concat([headOf(double, 8), number]);
  }
  const entries = Object.entries(value).flatMap(([name, one]) => (one === undefined ? [] : [[name, one]]));
  return Buffer.concat([headOf(map, entries.length), ...entries.flat().map((one) => encode(one as Value))]);
}

/** Whole numbers of the metadata, which readers want as such. */
const whole = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return Buffer.concat([headOf(uint32, 4), bytes]);
};

function bitsOf(address: string): number[] {
  const bytes = isIPv4(address)
    ? [...Array<number>(ipv4At / 8).fill(0), ...address.split('.').map(Number)]
    : ipv6Bytes(address);
  return bytes.flatMap((byte) => Array.from({ length: 8 }, (_, at) => (byte >> (7 - at)) & 1));
}

function ipv6Bytes(address: string): number[] {
  const [head = [], tail = []] = address.split('::').map((part) => (part ? part.split(':') : []));
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return groups.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]);
}

/** Makes a small database in the format of MaxMind, of places that are nobody's data but the spec's. */
export function placeDatabase(networks: PlacedNetworks): Buffer {
  const nodes: [Branch, Branch][] = [[undefined, undefined]];
  const data: Buffer[] = [];
  let size = 0;
  for (const [network, { country, latitude, longitude }] of Object.entries(networks)) {
    const [address = '', length] = network.split('/');
    const location = latitude === undefined ? undefined : { latitude, longitude };
    put(nodes, bitsOf(address).slice(0, Number(length) + (isIPv4(address) ? ipv4At : 0)), { at: size });
    data.push(encode({ country: { iso_code: country }, location }));
    size += data.at(-1)?.length ?? 0;
  }
  return Buffer.concat([treeOf(nodes), Buffer.alloc(16), ...data, marker, metadataOf(nodes.length)]);
}

function put(nodes: [Branch, Branch][], path: readonly number[], leaf: Branch): void {
  let at = 0;
  path.forEach((bit, depth) => {
    const node = nodes[at] as [Branch, Branch];
    if (depth === path.length - 1) node[bit as 0 | 1] = leaf;
    else if (typeof node[bit] !== 'number') node[bit as 0 | 1] = nodes.push([undefined, undefined]) - 1;
    at = node[bit] as number;
  });
}

function treeOf(nodes: readonly (readonly [Branch, Branch])[]): Buffer {
  const tree = Buffer.alloc(nodes.length * 6);
  const recordOf = (branch: Branch): number =>
    typeof branch === 'object' ? nodes.length + 16 + branch.at : (branch ?? nodes.length);
  nodes.flat().forEach((branch, at) => tree.writeUIntBE(recordOf(branch), at * 3, 3));
  return tree;
}

function metadataOf(nodeCount: number): Buffer {
  const numbers = {
    ...{ binary_format_major_version: 2, binary_format_minor_version: 0 },
    ...{ ip_version: 6, node_count: nodeCount, record_size: 24 },
  };
  const written = Object.entries(numbers).map(([name, one]) => Buffer.concat([encode(name), whole(one)]));
  const built = [encode('build_epoch'), encode(new Date('2026-01-01'))];
  const type = [encode('database_type'), encode('Spec-City')];
  return Buffer.concat([headOf(map, written.length + 2), ...written, ...built, ...type]);
}
