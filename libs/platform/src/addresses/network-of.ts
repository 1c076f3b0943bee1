import { isIP } from 'node:net';

const groupsOfNetwork = 4;

/**
 * What an address counts as: IPv4 itself, also where it is written as IPv6, and the /64 of an IPv6 one, for whoever has
 * one of its addresses has all of them.
 */
export function networkOf(address: string): string {
  const [plain = ''] = address.trim().toLowerCase().split('%');
  if (isIP(plain) !== 6) return plain;
  const groups = groupsOf(plain);
  return mappedIpv4(groups) ?? `${groups.slice(0, groupsOfNetwork).join(':')}::/64`;
}

/** All eight; the URL parser knows every spelling, and gives one. */
function groupsOf(address: string): string[] {
  const spelled = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = spelled.split('::');
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean)) as [
    string[],
    string[],
  ];
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<string>(missing).fill('0'), ...after];
}

function mappedIpv4(groups: readonly string[]): string | undefined {
  if (groups.slice(0, 6).join() !== '0,0,0,0,0,ffff') return undefined;
  const [high = 0, low = 0] = groups.slice(6).map((group) => Number.parseInt(group, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
