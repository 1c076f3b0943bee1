import { connect, type Socket } from 'node:net';
import { decode, encode, type Reply } from './resp';

/** Where to connect, and the password when one is needed. */
export type RedisAddress = { host: string; port: number; password?: string | undefined };

type Waiting = { resolve: (reply: Reply) => void; reject: (error: Error) => void };

/** One bare connection without retries, queues or opinions: what it says happened is what happened. */
export class RedisConnection {
  private readonly waiting: Waiting[] = [];
  private data: Buffer = Buffer.alloc(0);
  private failure: Error | undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk) => this.read(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('Redis closed the connection')));
  }

  /** Opens a connection, and logs in when a password is given. */
  static async open({ host, port, password }: RedisAddress, timeout = 5_000): Promise<RedisConnection> {
    const socket = connect({ host, port, noDelay: true });
    const connection = new RedisConnection(socket);
    if (password !== undefined) await connection.command(['AUTH', password], timeout);
    return connection;
  }

  /** Sends one command. Rejects with Redis's own error, or when no reply came within `timeout` ms. */
  async command(args: readonly (string | number)[], timeout = 5_000): Promise<Reply> {
    if (this.failure) throw this.failure;
    let timer: NodeJS.Timeout | undefined;
    const reply = new Promise<Reply>((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      timer = setTimeout(() => {
        this.socket.destroy(new Error(`Redis gave no reply to ${args[0]} within ${timeout} ms`));
      }, timeout);
      this.socket.write(encode(args));
    });
    try {
      const value = await reply;
      if (value instanceof Error) throw value;
      return value;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Drops the connection. */
  close(): void {
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    this.data = this.data.length === 0 ? chunk : Buffer.concat([this.data, chunk]);
    for (let next = decode(this.data); next; next = decode(this.data)) {
      this.data = this.data.subarray(next.end);
      this.waiting.shift()?.resolve(next.reply);
    }
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.waiting.splice(0).forEach(({ reject }) => reject(error));
  }
}

/** One command over a connection of its own. */
export async function redisCommand(
  address: RedisAddress,
  args: readonly (string | number)[],
  timeout = 5_000,
): Promise<Reply> {
  const connection = await RedisConnection.open(address, timeout);
  try {
    return await connection.command(args, timeout);
  } finally {
    connection.close();
  }
}
