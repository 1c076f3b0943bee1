import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { freePort } from '../process/free-port';
import { ProxiedConnection } from './proxied-connection';
import { assign, ProxyRules, type Direction } from './proxy-rules';

/** Where a proxy leads: a port on loopback, or a URL whose host and port count. */
export type ProxyTarget = number | string | { host?: string; port: number };

/** A TCP proxy that breaks the network between a client and a real server; faults add up until `heal()`. */
export class FaultProxy {
  private readonly rules = new ProxyRules();
  private readonly open = new Set<ProxiedConnection>();
  private listener: Server | undefined;
  private flapping: NodeJS.Timeout | undefined;

  constructor(
    readonly port: number,
    private target: { host: string; port: number },
  ) {}

  readonly host = '127.0.0.1';

  /** Connections that are open through it now. */
  get connections(): number {
    return this.open.size;
  }

  /** `url` with the proxy's host and port in place of the server's. */
  through(url: string): string {
    const proxied = new URL(url);
    proxied.host = `${this.host}:${this.port}`;
    return proxied.href;
  }

  /** Leads new connections elsewhere; open ones stay where they are. */
  lead(target: ProxyTarget): void {
    this.target = addressOf(target);
  }

  /** Everything takes `ms` longer, each way unless one is named. */
  delay(ms: number, { direction }: { direction?: Direction } = {}): void {
    assign(this.rules.delay, ms, direction);
  }

  /** No more than so many bytes a second pass, each way unless one is named. */
  throttle(bytesPerSecond: number, { direction }: { direction?: Direction } = {}): void {
    assign(this.rules.bytesPerSecond, bytesPerSecond, direction);
  }

  /** Closes the open connections in order (FIN); new ones are accepted. */
  cut(): void {
    this.open.forEach((connection) => connection.cut());
  }

  /** Tears the open connections (RST); new ones are accepted. */
  reset(): void {
    this.open.forEach((connection) => connection.reset());
  }

  /** Accepts and is silent, both ways, on open and new connections; `heal` delivers what was held back. */
  blackhole(): void {
    this.rules.hold();
  }

  /** One direction goes silent, the other works; `heal` delivers what was held back. */
  halfOpen(direction: Direction = 'replies'): void {
    this.rules.hold(direction);
  }

  /** Requests reach the server and replies are lost; `thenReset` tears a connection at its first lost reply. */
  dropReplies({ thenReset = false } = {}): void {
    this.rules.drop.replies = true;
    this.rules.resetWhenTorn = thenReset;
  }

  /** New connections are refused; open ones go on. */
  async refuse(): Promise<void> {
    const { listener } = this;
    this.listener = undefined;
    if (!listener) return;
    // Its `close` event waits for the open connections, the port is free as soon as close() was called.
    listener.close();
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Works for `up` ms, is torn and refuses for `down` ms, and so on until `heal()`. */
  flap(up: number, down: number): void {
    const goDown = () => {
      this.reset();
      void this.refuse();
      this.flapping = setTimeout(() => void this.listen().then(goUp), down);
    };
    const goUp = () => {
      this.flapping = setTimeout(goDown, up);
    };
    goDown();
  }

  /** Ends every fault. Connections that lost bytes are torn, for their streams have holes. */
  async heal(): Promise<void> {
    clearTimeout(this.flapping);
    this.rules.clear();
    this.open.forEach((connection) => connection.torn && connection.reset());
    await this.listen();
  }

  /** Closes the listener and all connections. */
  async close(): Promise<void> {
    clearTimeout(this.flapping);
    this.rules.clear();
    this.reset();
    await this.refuse();
  }

  /** Accepts connections; used by startFaultProxy, by `heal` and by `flap`. */
  async listen(): Promise<void> {
    if (this.listener) return;
    const listener = createServer({ allowHalfOpen: true }, (client) => {
      const { target, rules } = this;
      this.open.add(new ProxiedConnection(client, target, rules, (gone) => this.open.delete(gone)));
    });
    this.listener = listener;
    listener.listen(this.port, this.host);
    await once(listener, 'listening');
  }
}

/** Starts a proxy on a free loopback port. */
export async function startFaultProxy({ target }: { target: ProxyTarget }): Promise<FaultProxy> {
  const proxy = new FaultProxy(await freePort(), addressOf(target));
  await proxy.listen();
  return proxy;
}

function addressOf(target: ProxyTarget): { host: string; port: number } {
  if (typeof target === 'number') return { host: '127.0.0.1', port: target };
  if (typeof target === 'object') return { host: target.host ?? '127.0.0.1', port: target.port };
  const { hostname, port } = new URL(target);
  return { host: hostname, port: Number(port) };
}
