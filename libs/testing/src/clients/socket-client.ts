import { io, type Socket } from 'socket.io-client';

/** How to connect; anything left out is Socket.IO's default, except that it never retries by itself. */
export type SocketOptions = {
  path?: string;
  auth?: Record<string, unknown>;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  transports?: ('polling' | 'websocket')[];
  reconnection?: boolean;
  /** Milliseconds for the handshake, 5,000 unless said. */
  timeout?: number;
};

type Waiting = { event: string; resolve: (args: unknown[]) => void };

/** A Socket.IO client that keeps every event until a test asks for it. */
export class SocketClient {
  private readonly arrived: { event: string; args: unknown[] }[] = [];
  private readonly waiting: Waiting[] = [];

  constructor(readonly socket: Socket) {
    socket.onAny((event: string, ...args: unknown[]) => this.receive(event, args));
    socket.on('disconnect', (reason) => this.receive('disconnect', [reason]));
  }

  get connected(): boolean {
    return this.socket.connected;
  }

  /** The next event of that name, one that has come already included; gives its first argument. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- A test reads whatever shape it asserts.
  next<T = any>(event: string, ms = 5_000): Promise<T> {
    const index = this.arrived.findIndex((entry) => entry.event === event);
    if (index >= 0) return Promise.resolve(this.arrived.splice(index, 1)[0]?.args[0] as T);
    return new Promise((resolve, reject) => {
      const entry: Waiting = { event, resolve: (args) => (clearTimeout(timer), resolve(args[0] as T)) };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        const seen = this.arrived.map((other) => other.event).join(', ') || 'nothing';
        reject(new Error(`No event "${event}" within ${ms} ms; not asked for: ${seen}`));
      }, ms);
      this.waiting.push(entry);
    });
  }

  /** Events of that name which have come and nobody asked for. */
  pending(event: string): unknown[] {
    return this.arrived.filter((entry) => entry.event === event).map((entry) => entry.args[0]);
  }

  /** Sends without waiting. */
  emit(event: string, ...args: unknown[]): void {
    this.socket.emit(event, ...args);
  }

  /** Sends and resolves with the acknowledgement, or rejects when none comes within `ms`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- A test reads whatever shape it asserts.
  emitAck<T = any>(event: string, payload?: unknown, ms = 5_000): Promise<T> {
    const args = payload === undefined ? [] : [payload];
    return this.socket.timeout(ms).emitWithAck(event, ...args) as Promise<T>;
  }

  /** Disconnects for good. */
  close(): void {
    this.socket.disconnect();
  }

  private receive(event: string, args: unknown[]): void {
    const index = this.waiting.findIndex((entry) => entry.event === event);
    if (index < 0) this.arrived.push({ event, args });
    else this.waiting.splice(index, 1)[0]?.resolve(args);
  }
}

/** Connects to a Socket.IO service; `url` may name a namespace. Rejects when the handshake is refused. */
export async function connectSocket(url: string, options: SocketOptions = {}): Promise<SocketClient> {
  const {
    timeout = 5_000,
    headers = {},
    transports = ['websocket'],
    reconnection = false,
    ...rest
  } = options;
  const socket = io(url, {
    ...rest,
    ...{ transports, reconnection, timeout, forceNew: true, autoConnect: false },
    extraHeaders: headers,
  });
  const client = new SocketClient(socket);
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      clearTimeout(timer);
      client.close();
      reject(error);
    };
    const timer = setTimeout(() => fail(new Error(`No handshake with ${url} within ${timeout} ms`)), timeout);
    socket.once('connect_error', fail);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('connect_error', fail);
      resolve(client);
    });
    socket.connect();
  });
}
