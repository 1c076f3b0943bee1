import { type Socket } from 'node:net';
import { Client, type ClientConfig, type DatabaseError } from 'pg';
import { named } from './prepared';

/** What pg has but does not declare. */
interface Inner {
  readonly connection: { readonly stream: Socket };
  readonly _activeQuery: unknown;
  getTransactionStatus(): string | null;
}

/** How to connect, and what pg need not know of it. */
export interface BoundedConfig extends ClientConfig {
  /** Behind a pooler every transaction may run on another connection, which has prepared nothing. */
  readonly isPooled?: boolean;
}

type Query = (...args: unknown[]) => unknown;

/**
 * A connection that never outlives a broken promise: when an answer is overdue it is cut. pg alone would hand the
 * connection on with the statement still running in it, and so a later one could land in a stranger's transaction.
 */
export class BoundedClient extends Client {
  constructor(config: BoundedConfig = {}) {
    super(config);
    // Whoever waits for an answer gets the error as a rejection; without a listener it would end the process too.
    this.on('error', () => undefined);
    const query = this.query.bind(this) as Query;
    const asked = config.isPooled === true ? (args: unknown[]) => args : named;
    Object.assign(this, { query: (...args: unknown[]) => this.watch(query(...asked(args))) });
  }

  /** Cuts the connection at once, without waiting for a server that may be frozen. */
  abandon(): void {
    (this as unknown as Inner).connection.stream.destroy();
  }

  /** False while a statement is under way or a transaction is open, and once it is cut. */
  get isClean(): boolean {
    const inner = this as unknown as Inner;
    const { stream } = inner.connection;
    return !stream.destroyed && !inner._activeQuery && inner.getTransactionStatus() === 'I';
  }

  private watch(answer: unknown): unknown {
    if (answer instanceof Promise) {
      answer.catch((error: Error) => {
        if (isBroken(error)) this.abandon();
      });
    }
    return answer;
  }
}

const readOnly = '25006';

/**
 * Overdue; or at a standby, while others may be led to the primary already; or it has prepared a statement whose columns
 * a migration has changed since.
 */
const isBroken = (error: Error): boolean =>
  error.message === 'Query read timeout' ||
  (error as DatabaseError).code === readOnly ||
  (error as DatabaseError).routine === 'RevalidateCachedQuery';
