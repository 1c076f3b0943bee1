import { setTimeout as delay } from 'node:timers/promises';
import { type ClientConfig, Pool, type PoolClient } from 'pg';
import { BoundedClient } from './bounded-client.adapter';
import { DatabaseConnectionError } from './database-connection.error';
import { DatabaseNotReadyError } from './database-not-ready.error';

type Done = (error?: Error, client?: PoolClient, release?: () => void) => void;

/** Time for goodbyes to be sent before what is left is cut. */
const farewellMs = 250;

/** The connections of one service: none is given out before the gate is open, none that is unclean is reused. */
export class ServicePool extends Pool {
  private readonly connected = new Set<BoundedClient>();
  private closedBecause: string | undefined;

  constructor(config: ClientConfig, max: number) {
    super({ ...config, max, Client: BoundedClient } as ConstructorParameters<typeof Pool>[0]);
    // A connection that dies while idle is already out of the pool; that the database went is DatabaseHealth's to say.
    this.on('error', () => undefined);
    this.on('connect', (client) => this.track(client as unknown as BoundedClient));
    this.on('release', (_error, client) => refuseUnclean(client as unknown as BoundedClient));
    const connect = this.connect.bind(this) as (done: Done) => void;
    Object.assign(this, { connect: (done?: Done) => this.checkOut(connect, done) });
  }

  /** Nobody gets a connection until `open`, for the reason given. */
  close(reason: string): void {
    this.closedBecause = reason;
  }

  open(): void {
    this.closedBecause = undefined;
  }

  /** Cuts every connection, now. */
  abandon(): void {
    this.connected.forEach((client) => client.abandon());
  }

  /** Ends what `end` asked to leave and a frozen server would keep. */
  async settle(): Promise<void> {
    const deadline = Date.now() + farewellMs;
    while (this.connected.size > 0 && Date.now() < deadline) await delay(5);
    this.abandon();
  }

  private checkOut(connect: (done: Done) => void, done?: Done): Promise<PoolClient> | undefined {
    if (!done) {
      return new Promise((resolve, reject) => {
        this.lend(connect, (error, client) => (error ? reject(error) : resolve(client as PoolClient)));
      });
    }
    this.lend(connect, done);
    return undefined;
  }

  private lend(connect: (done: Done) => void, done: Done): void {
    if (this.closedBecause !== undefined) {
      process.nextTick(done, new DatabaseNotReadyError(this.closedBecause));
      return;
    }
    connect((error, ...got) => (error ? done(new DatabaseConnectionError(error)) : done(undefined, ...got)));
  }

  private track(client: BoundedClient): void {
    this.connected.add(client);
    client.once('end', () => this.connected.delete(client));
  }
}

/** Ending it makes the pool, which looks right after this, remove it instead of keeping it. */
function refuseUnclean(client: BoundedClient): void {
  if (client.isClean) return;
  void client.end();
}
