import { Cluster, Redis, type ClusterNode, type ClusterOptions, type RedisOptions } from 'ioredis';

/** What became of a promise: its value, its error's message, or nothing yet. */
export type Outcome = { value: unknown } | { error: string } | 'pending';

/** What a promise has come to after at most `ms`. */
export async function outcome(promise: Promise<unknown>, ms: number): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => (timer = setTimeout(() => resolve('pending'), ms)));
  const settled = promise.then(
    (value): Outcome => ({ value }),
    (error: Error): Outcome => ({ error: error.message }),
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** ioredis clients as they come, with nothing of ours around them, and what they told of themselves. */
export class BareClients {
  private readonly clients: (Redis | Cluster)[] = [];
  private readonly heard = new Map<Redis | Cluster, string[]>();

  /** A client for one server; it connects at once. */
  to(url: string, options: RedisOptions = {}): Redis {
    return this.keep(new Redis(url, options));
  }

  /** A client that asks Sentinels for the master. */
  through(sentinels: { host: string; port: number }[], name: string, options: RedisOptions = {}): Redis {
    return this.keep(new Redis({ ...options, sentinels, name }));
  }

  /** A client of a cluster. */
  cluster(nodes: ClusterNode[], options: ClusterOptions = {}): Cluster {
    return this.keep(new Cluster(nodes, options));
  }

  /** Messages of the `error` events the client gave. */
  errorsOf(client: Redis | Cluster): string[] {
    return this.heard.get(client) ?? [];
  }

  /** Drops all connections without a word to the servers. */
  close(): void {
    this.clients.splice(0).forEach((client) => client.disconnect());
  }

  private keep<Client extends Redis | Cluster>(client: Client): Client {
    const errors: string[] = [];
    client.on('error', (error: Error) => errors.push(error.message));
    this.clients.push(client);
    this.heard.set(client, errors);
    return client;
  }
}
