import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '@secureconnect/testing';
import { type PortNames, ToldNames } from './told-names';

const host = '127.0.0.1';
/**
 * Passes on what a server of Redis says, with the addresses in it as one instance is to see them: Sentinels and nodes
 * of a cluster name others, and who asked must go to those by its own ways.
 */
export class AddressRelay {
  private readonly open = new Set<Socket>();

  private constructor(
    readonly port: number,
    private readonly server: Server,
  ) {}

  static async start(target: number, names: () => PortNames): Promise<AddressRelay> {
    const port = await freePort();
    const server = createServer((client) => relay.pass(client, target, names));
    const relay = new AddressRelay(port, server);
    server.listen(port, host);
    await once(server, 'listening');
    return relay;
  }

  async close(): Promise<void> {
    this.open.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(client: Socket, target: number, names: () => PortNames): void {
    const server = connect({ host, port: target, noDelay: true });
    client.setNoDelay(true);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.open.add(one);
      one.on('error', () => other.resetAndDestroy()); // An end that failed shows the other end a failure.
      one.once('close', () => {
        this.open.delete(one);
        other.destroy();
      });
    }
    client.pipe(server);
    const told = new ToldNames(names, (text) => void client.write(text, 'latin1'));
    server.on('data', (chunk) => told.take(chunk.toString('latin1')));
  }
}
