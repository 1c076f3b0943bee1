import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '@secureconnect/testing';

/** Ports of this machine that are told as others; all have five digits, so that no length changes. */
export type PortNames = ReadonlyMap<string, string>;

const host = '127.0.0.1';
/** As Sentinels name a server, as CLUSTER SLOTS does, and as MOVED does. */
const named = /(127\.0\.0\.1(?::|\r\n:|\r\n\$5\r\n))(\d{5})/g;
const longestName = `${host}\r\n$5\r\n12345`.length;
/** What may be the beginning of a name waits so long for the rest. */
const restWithinMs = 10;

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

/** Names of servers in what one connection says, be they in two pieces. */
class ToldNames {
  private held = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly names: () => PortNames,
    private readonly tell: (text: string) => void,
  ) {}

  take(piece: string): void {
    clearTimeout(this.timer);
    const text = this.held + piece;
    const whole = text.length - openEnd(text);
    this.held = text.slice(whole);
    this.say(text.slice(0, whole));
    if (this.held !== '') this.timer = setTimeout(() => this.giveUp(), restWithinMs);
  }

  /** It was no name, or one that nobody has. */
  private giveUp(): void {
    const { held } = this;
    this.held = '';
    this.say(held);
  }

  private say(text: string): void {
    const names = this.names();
    if (text !== '')
      this.tell(
        text.replace(named, (_all, before: string, port: string) => before + (names.get(port) ?? port)),
      );
  }
}

/** How many characters at the end may belong to a name that goes on. */
function openEnd(text: string): number {
  const from = Math.max(0, text.length - longestName + 1);
  const at = text.indexOf(host, from);
  if (at >= 0) return text.length - at;
  for (let length = Math.min(host.length - 1, text.length); length > 0; length -= 1)
    if (host.startsWith(text.slice(-length))) return length;
  return 0;
}
