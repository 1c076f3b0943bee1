import { type RedisGate } from '@secureconnect/redis';
import {
  type Failover,
  type KeptWrites,
  type MetricSet,
  type ReconcilableStores,
} from '@secureconnect/resilience';
import { type DataSource } from 'typeorm';
import { type EndedSessions } from './ended-sessions.service';
import { DatabaseClock } from './record/database-clock';
import { SessionRecord } from './record/session-record.adapter';
import { SessionWrites } from './record/session-writes';
import { UseLog } from './record/use-log';
import { RefreshTokens } from './sealing/refresh-tokens';
import { SessionSealer } from './sealing/session-sealer';
import { SessionMetrics } from './session-metrics';
import { type SessionStoreOptions } from './session-store.options';
import { SessionTending } from './session-tending';
import { HeldSessions } from './tiers/held-sessions';
import { MemorySessions } from './tiers/memory-sessions';
import { SessionTiers } from './tiers/session-tiers';
import { UseOfSessions } from './use-of-sessions';

/** What the application gives. */
export interface SessionSurroundings {
  readonly source: DataSource;
  readonly whenReady: () => Promise<void>;
  readonly failover: Failover;
  readonly writes: KeptWrites;
  readonly stores: ReconcilableStores;
  readonly gate: RedisGate;
  readonly metrics: MetricSet;
}

/** Puts the parts of the store together. */
export function createSessionParts(
  options: SessionStoreOptions,
  around: SessionSurroundings,
  endings: EndedSessions,
) {
  const clock = new DatabaseClock();
  const sealer = new SessionSealer(options.keys);
  const tokens = new RefreshTokens(options.keys);
  const writes = new SessionWrites(options, sealer);
  const record = new SessionRecord(around.source, writes, clock, sealer, options);
  const held = new HeldSessions(sealer, clock, options);
  const memory = new MemorySessions(options, () => clock.now());
  const tiers = new SessionTiers({ ...around, record, held, memory, sealer, clock });
  const log = new UseLog(record, (id) => tiers.bring(id, held.ended()));
  const use = new UseOfSessions(tiers, held, log, clock, options);
  const tending = new SessionTending(tiers, log, record, endings, options);
  const metrics = new SessionMetrics(around.metrics, () => record.count());
  return { sealer, tokens, writes, record, held, tiers, use, tending, endings, metrics };
}

/** The parts of the store. */
export type SessionParts = ReturnType<typeof createSessionParts>;
