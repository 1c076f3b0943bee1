import { Logger } from '@nestjs/common';
import { classifyDatabaseError } from '@secureconnect/platform';
import {
  BreakerOpenError,
  classifyRedisError,
  type FailoverStore,
  type KeptStore,
} from '@secureconnect/resilience';
import { type NumberedRevocation, type RevocationRange } from './numbered-revocation';
import { type RevocationFeed } from './revocation-feed';
import { type RevocationIndex } from './revocation-index';
import { type RevocationRecovery } from './revocation-recovery';

/** How long whoever revoked has for telling Redis itself. */
const courtesyMs = 50;

/** What revocations are carried to Redis with. */
export interface CarrierSurroundings {
  readonly store: FailoverStore;
  readonly kept: KeptStore<NumberedRevocation>;
  readonly index: RevocationIndex;
  readonly recovery: RevocationRecovery;
  readonly feed: RevocationFeed;
}

/** Sees to it that Redis knows every number, whoever revoked and whether or not it lived to tell. */
export class RevocationCarrier {
  private readonly logger = new Logger('Revocations');
  private readonly over = new AbortController();
  private catchingUp: Promise<void> | undefined;

  constructor(private readonly around: CarrierSurroundings) {}

  /**
   * Says before the commit that there will be a number: were it said afterwards, whoever died in between would leave a
   * Redis that proves too much. A number that came to nothing only means that PostgreSQL is asked.
   */
  announce(seq: number): Promise<void> {
    const { store, index } = this.around;
    return store.write('revocations.announce', {
      redis: (deadline) => index.raise(seq, deadline),
      memory: () => undefined,
    });
  }

  /** Brings what was committed here and tells everybody; kept where Redis is away. */
  tell(range: RevocationRange): Promise<void> {
    const { store, index } = this.around;
    return store.writeRecorded('revocations.tell', {
      redis: (deadline) => index.tell(range, deadline),
      keep: () => this.keep(range),
    });
  }

  /** Brings what was committed elsewhere, unless that was done by then. */
  follow(range: RevocationRange): void {
    setTimeout(() => {
      if (range.to > this.around.feed.toldOverRedis && !this.over.signal.aborted) void this.bring(range);
    }, courtesyMs).unref();
  }

  /** Brings what Redis lacks, if it is well; once at a time. */
  catchUp(): void {
    this.catchingUp ??= this.bringMissing()
      .catch((error: unknown) => this.heed(error))
      .finally(() => (this.catchingUp = undefined));
  }

  async close(): Promise<void> {
    this.over.abort();
    await this.catchingUp;
  }

  private async bring(range: RevocationRange): Promise<void> {
    const { store, index } = this.around;
    const { entries, to } = range;
    if (entries === undefined) return this.catchUp();
    await store
      .writeRecorded('revocations.bring', {
        redis: (deadline) => index.bring(entries, to, deadline.leftMs),
        keep: () => this.keep(range),
      })
      .catch((error: unknown) => this.heed(error));
  }

  /** That Redis or PostgreSQL is away is told by who watches it, and it is looked at again; a bug nobody else hears of. */
  private heed(error: unknown): void {
    const isOutage =
      error instanceof BreakerOpenError ||
      classifyRedisError(error) !== undefined ||
      classifyDatabaseError(error) !== undefined;
    if (!isOutage && !this.over.signal.aborted)
      this.logger.warn(`Redis was not told of revocations: ${(error as Error).message}`);
  }

  private async bringMissing(): Promise<void> {
    const { store, index, feed, recovery } = this.around;
    const head = await store.call<number | undefined>('revocations.head', {
      kind: 'read',
      redis: (deadline) => index.head(deadline),
      memory: () => undefined,
    });
    if (head !== undefined && head < feed.seq) await recovery.bringAfter(head, this.over.signal);
  }

  private keep({ entries = [] }: RevocationRange): void {
    for (const entry of entries) this.around.kept.keep(`${entry.kind}:${entry.subject}`, entry);
  }
}
