import { type DatabaseBroadcast, type DatabaseHealth } from '@secureconnect/platform';
import { type RedisGate } from '@secureconnect/redis';
import {
  type Failover,
  type FailoverStore,
  type KeptWrites,
  type ReconcilableStores,
  type RedisHealthService,
} from '@secureconnect/resilience';
import { type DataSource } from 'typeorm';
import { RevocationCarrier } from './revocation-carrier';
import { RevocationChecks } from './revocation-checks';
import { RevocationFeed } from './revocation-feed';
import { RevocationIndex } from './revocation-index';
import { RevocationMirror } from './revocation-mirror';
import { RevocationRecord } from './revocation-record';
import { RevocationRecovery } from './revocation-recovery';
import { type RevocationOptions } from './revocation.options';
import { numberedRevocationRule } from './merge-numbered';

/** What the application offers them. */
export interface RevocationSurroundings {
  readonly source: DataSource;
  readonly broadcast: DatabaseBroadcast;
  readonly database: DatabaseHealth;
  readonly gate: RedisGate;
  readonly failover: Failover;
  readonly writes: KeptWrites;
  readonly stores: ReconcilableStores;
  readonly health: RedisHealthService;
}

const name = 'revocations';

/** The tiers of revocations, and what keeps each of them up to date; one set a process. */
export class RevocationParts {
  readonly checks = new RevocationChecks();
  readonly record: RevocationRecord;
  readonly mirror: RevocationMirror;
  readonly index: RevocationIndex;
  readonly feed: RevocationFeed;
  readonly store: FailoverStore;
  readonly carrier: RevocationCarrier;
  private readonly normal: { unsubscribe(): void };

  constructor(
    { source, broadcast, database, gate, ...around }: RevocationSurroundings,
    options: RevocationOptions,
  ) {
    const { failover, writes, stores, health } = around;
    this.record = new RevocationRecord(source, options);
    this.mirror = new RevocationMirror(options.maxEntries);
    this.index = new RevocationIndex(gate);
    const { record, mirror, index } = this;
    const isRedisRelied = () => health.isAvailable;
    const onAnswer = (listener: () => void) => database.onAnswer(listener);
    this.feed = new RevocationFeed({ record, mirror, broadcast, onAnswer, gate, options, isRedisRelied });
    const kept = writes.store({ name, rule: numberedRevocationRule, isDurable: true });
    const recovery = new RevocationRecovery(kept, record, index);
    stores.register(recovery);
    this.store = failover.store({
      name,
      pending: kept,
      guarantees: {
        redis: 'what it has is revoked; of the rest, what memory knows, where Redis knows of no more',
        postgres: 'decides',
      },
    });
    const { feed, store } = this;
    this.carrier = new RevocationCarrier({ store, kept, index, recovery, feed });
    this.normal = health.state$.subscribe(({ to }) => {
      if (to === 'normal') this.carrier.catchUp();
    });
  }

  start(): void {
    this.feed.told$.subscribe((range) => this.carrier.follow(range));
    this.feed.caughtUp$.subscribe(() => this.carrier.catchUp());
    this.feed.start();
  }

  async close(): Promise<void> {
    this.normal.unsubscribe();
    this.feed.close();
    await this.carrier.close();
  }
}
