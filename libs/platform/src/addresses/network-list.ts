import { BlockList, isIP } from 'node:net';

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 4 ? 'ipv4' : 'ipv6');

/** Addresses and networks in CIDR notation, as settings list them. */
export class NetworkList {
  readonly isEmpty: boolean;
  private readonly list = new BlockList();

  constructor(networks: readonly string[]) {
    this.isEmpty = networks.length === 0;
    for (const network of networks) this.add(network);
  }

  has(address: string): boolean {
    return !this.isEmpty && this.list.check(address, familyOf(address));
  }

  private add(network: string): void {
    const [address = '', bits] = network.split('/');
    if (bits === undefined) this.list.addAddress(address, familyOf(address));
    else this.list.addSubnet(address, Number(bits), familyOf(address));
  }
}
