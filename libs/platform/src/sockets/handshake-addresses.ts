import { type IncomingMessage } from 'node:http';
import { type Server } from 'socket.io';
import { type RequestAddresses } from '../addresses/request-addresses';
import { toProblem } from '../errors/to-problem';

interface Connection {
  readonly request: IncomingMessage;
  readonly remoteAddress: string;
}

/** Whose address each socket was opened from, so that `socket.handshake.address` is what a request would have. */
export class HandshakeAddresses {
  private readonly known = new WeakMap<IncomingMessage, string>();

  constructor(private readonly addresses: RequestAddresses) {}

  /** The code of why nobody can say where a handshake comes from; undefined: it is known. */
  async faultOf(request: IncomingMessage): Promise<string | undefined> {
    try {
      this.known.set(request, await this.addresses.of(request));
      return undefined;
    } catch (error) {
      return toProblem(error).code;
    }
  }

  /** Gives each socket of a server the address its handshake was found to come from. */
  follow({ engine }: Server): void {
    (engine as NodeJS.EventEmitter).on('connection', (connection: Connection) => {
      const remoteAddress = this.known.get(connection.request);
      if (remoteAddress !== undefined) Object.assign(connection, { remoteAddress });
    });
  }
}
