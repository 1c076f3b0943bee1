import { type ClientConfig } from 'pg';
import { BoundedClient } from './bounded-client.adapter';

/** Lends a connection of its own for one piece of work, and leaves none behind. */
export async function withConnection<T>(
  config: ClientConfig,
  work: (client: BoundedClient) => Promise<T>,
): Promise<T> {
  const client = new BoundedClient(config);
  try {
    await client.connect();
    return await work(client);
  } finally {
    // Not awaited: a frozen server would never say goodbye.
    void client.end();
    setImmediate(() => client.abandon());
  }
}
