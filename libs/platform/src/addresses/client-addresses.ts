import { type IncomingMessage } from 'node:http';
import { type Socket } from 'node:net';
import { type TLSSocket } from 'node:tls';
import { RecentEntries } from '../memory/recent-entries';
import { networkOf } from './network-of';
import { NetworkList } from './network-list';
import { forwardedAddress } from './forwarded-address';
import { plainAddress } from './plain-address';

/** Where a client is. */
export interface ClientAddress {
  readonly address: string;
  /** What it counts as: an IPv4 address itself, of an IPv6 one its /64. */
  readonly network: string;
}

interface Peer {
  readonly client: ClientAddress;
  readonly isTrusted: boolean;
}

/** More hops than any honest road has. */
const mostHops = 32;
const mostRemembered = 4_000;
/** Longer ones are read anew, so that memory has a bound in bytes too. */
const longestRemembered = 200;

/** Whose address a request comes from: the socket's, or what a trusted proxy says; nobody else is believed. */
export class ClientAddresses {
  private readonly trusted: NetworkList;
  private readonly peers = new WeakMap<Socket, Peer>();
  private readonly forwarded = new RecentEntries<ClientAddress>(mostRemembered);

  constructor(trustedProxies: readonly string[]) {
    this.trusted = new NetworkList(trustedProxies);
  }

  of(request: Pick<IncomingMessage, 'socket' | 'headers'>): ClientAddress {
    const { client, isTrusted } = this.peers.get(request.socket) ?? this.meet(request.socket);
    // Node makes its table of headers when it is first looked at, which a request of no proxy is spared.
    const said = isTrusted ? request.headers['x-forwarded-for'] : undefined;
    if (typeof said !== 'string') return client;
    return this.forwarded.get(said) ?? this.read(said) ?? client;
  }

  /** Whether the client speaks TLS, as the same one says who says where it is: the nearest proxy, where that is trusted. */
  isSecure({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): boolean {
    const { isTrusted } = this.peers.get(socket) ?? this.meet(socket);
    const said = isTrusted ? headers['x-forwarded-proto'] : undefined;
    if (typeof said !== 'string') return (socket as TLSSocket).encrypted === true;
    return (
      said
        .slice(said.lastIndexOf(',') + 1)
        .trim()
        .toLowerCase() === 'https'
    );
  }

  private meet(socket: Socket): Peer {
    const address = plainAddress(socket.remoteAddress ?? '') ?? '';
    const peer = { client: { address, network: networkOf(address) }, isTrusted: this.isTrusted(address) };
    this.peers.set(socket, peer);
    return peer;
  }

  private isTrusted(address: string): boolean {
    return address !== '' && this.trusted.has(address);
  }

  private read(said: string): ClientAddress | undefined {
    const address = this.farthestBelieved(said);
    if (address === undefined) return undefined;
    const client = { address, network: networkOf(address) };
    if (said.length <= longestRemembered) this.forwarded.set(said, client);
    return client;
  }

  /** Each hop says who the one before it was: read from the nearest, as long as the one who says it is trusted. */
  private farthestBelieved(said: string): string | undefined {
    let end = said.length;
    for (let hops = 0; hops < mostHops; hops += 1) {
      const comma = said.lastIndexOf(',', end - 1);
      const address = forwardedAddress(said.slice(comma + 1, end).trim());
      if (address === undefined || comma <= 0 || !this.isTrusted(address)) return address;
      end = comma;
    }
    return undefined;
  }
}
