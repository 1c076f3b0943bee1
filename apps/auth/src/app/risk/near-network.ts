import { networkOf } from '@secureconnect/platform';

/** The neighbourhood of an address, which a person moves about in: an IPv4 /16, an IPv6 /48. */
export function nearNetworkOf(address: string): string {
  const network = networkOf(address);
  const isIpv6 = network.includes(':');
  return network
    .split(isIpv6 ? ':' : '.')
    .slice(0, isIpv6 ? 3 : 2)
    .join(isIpv6 ? ':' : '.');
}
