import { type Socket } from 'node:net';
import { Client, type ClientConfig, type DatabaseError } from 'pg';
import { type TraceSpan } from '../tracing/trace-span';
import { named } from './prepared';
import { beginStatement, endStatement } from './statement-span';

/** What pg has but does not declare. */
interface Inner {
  readonly connection: { readonly stream: Socket };
  readonly _activeQuery: unknown;
  getTransactionStatus(): string | null;
}

type Query = (...args: unknown[]) => unknown;

/**
 * A connection that never outlives a broken promise: when an answer is overdue it is cut. pg alone would hand the
 * connection on with the statement still running in it, and so a later one could land in a stranger's transaction.
 */
export class BoundedClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    // Whoever waits for an answer gets the error as a rejection; without a listener it would end the process too.
    this.on('error', () => undefined);
    const query = this.query.bind(this) as Query;
    Object.assign(this, { query: (...args: unknown[]) => this.watch(beginStatement(args), query, args) });
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

  private watch(span: TraceSpan | undefined, query: Query, args: readonly unknown[]): unknown {
    const answer = query(...named(args));
    if (answer instanceof Promise) {
      if (span) endStatement(span, answer);
      answer.catch((error: Error) => {
        if (isBroken(error)) this.abandon();
      });
    }
    return answer;
  }
}

/** Overdue; or it has prepared a statement whose columns a migration has changed since. */
const isBroken = (error: Error): boolean =>
  error.message === 'Query read timeout' || (error as DatabaseError).routine === 'RevalidateCachedQuery';
