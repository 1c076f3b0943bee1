import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DatabaseBroadcast, DatabaseHealth, newId, type Transaction } from '@secureconnect/platform';
import { RedisGate } from '@secureconnect/redis';
import {
  Failover,
  Fallback,
  KeptWrites,
  ReconcilableStores,
  RedisFree,
  RedisMetrics,
} from '@secureconnect/resilience';
import { DataSource } from 'typeorm';
import { EndedSessions } from './ended-sessions.service';
import { type Ending } from './record/known-session';
import { detailsOf, knownOf, type SessionRow } from './record/session-row';
import { childOf, firstToken, isSameHash, openChild, type RefreshToken } from './sealing/refresh-tokens';
import { sealChild, tokenHash } from './sealing/refresh-tokens';
import { SESSION_STORE, type SessionStoreOptions } from './session-store.options';
import { createSessionParts, type SessionParts } from './session-parts';
import {
  type BegunSession,
  type NewSession,
  type Rotation,
  type Session,
  type SessionChange,
  type SessionDetails,
  SessionStore,
} from './session.store';

/** Within a transaction: longer than a statement may wait for its locks, which bounds it. */
const withinMs = 15_000;
const both = { tiers: ['redis', 'postgres'] as const, deadlineMs: withinMs };

/** Sessions in three tiers. What decides is written in the transaction of the caller, and brought to Redis after it. */
@Injectable()
export class TieredSessionStore
  extends SessionStore
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly parts: SessionParts;

  constructor(
    @Inject(SESSION_STORE) private readonly options: SessionStoreOptions,
    source: DataSource,
    database: DatabaseHealth,
    broadcast: DatabaseBroadcast,
    failover: Failover,
    writes: KeptWrites,
    stores: ReconcilableStores,
    gate: RedisGate,
    { metrics }: RedisMetrics,
  ) {
    super();
    const whenReady = () => database.whenReady();
    const surroundings = { source, whenReady, failover, writes, stores, gate, metrics };
    this.parts = createSessionParts(options, surroundings, new EndedSessions(broadcast));
  }

  onApplicationBootstrap(): void {
    this.parts.tending.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.parts.tending.stop();
  }

  @Fallback('sessions.begin', 'sessions', both)
  async begin({ userId, details, methods }: NewSession, within: Transaction): Promise<BegunSession> {
    const { writes, tokens, sealer } = this.parts;
    await writes.lockUser(userId, within.manager);
    const token = firstToken(newId());
    const { sessionId: id, generation } = token;
    const session = { id, userId, details, methods, tokenHash: tokenHash(token), generation };
    const row = await writes.begin(session, within.manager);
    const ended = row.made_room;
    await this.ended(ended, 'limit', within);
    within.onCommitted(() => this.parts.metrics.begun());
    this.written(row, within);
    return { session: knownOf(row, sealer).session, token: tokens.write(token), ended };
  }

  @Fallback('sessions.rotate', 'sessions', both)
  async rotate(text: string, within: Transaction): Promise<Rotation> {
    const token = this.parts.tokens.read(text);
    const rotation = token ? await this.rotated(token, within) : { outcome: 'unknown' as const };
    this.parts.metrics.refreshed(rotation.outcome);
    return rotation;
  }

  @Fallback('sessions.find-by-token', 'sessions', { tiers: ['redis', 'postgres', 'memory'] })
  async findByToken(text: string): Promise<Session | undefined> {
    const token = this.parts.tokens.read(text);
    if (!token) return undefined;
    const hash = tokenHash(token);
    const { known } = await this.parts.tiers.look(token.sessionId);
    if (!known || isSameHash(known.tokenHash, hash)) return known?.session;
    // It was replaced, or this copy is older than it.
    const { known: recorded } = await this.parts.tiers.ask(token.sessionId);
    return recorded && isSameHash(recorded.tokenHash, hash) ? recorded.session : undefined;
  }

  @Fallback('sessions.find', 'sessions', { tiers: ['redis', 'postgres', 'memory'] })
  find(id: string): Promise<Session | undefined> {
    return this.parts.tiers.look(id).then(({ known }) => known?.session);
  }

  @RedisFree('sessions.list')
  async list(userId: string): Promise<readonly Session[]> {
    const rows = await this.parts.record.list(userId);
    return rows.map((row) => knownOf(row, this.parts.sealer).session);
  }

  @Fallback('sessions.touch', 'sessions', { tiers: ['redis', 'postgres', 'memory'] })
  async touch(id: string, seen: Partial<SessionDetails> = {}): Promise<Session | undefined> {
    return this.parts.use.touch(id, seen);
  }

  @Fallback('sessions.update', 'sessions', both)
  async update(id: string, change: SessionChange, within: Transaction): Promise<Session | undefined> {
    const { writes, sealer } = this.parts;
    const row = await writes.locked(id, within.manager);
    if (!row || row.is_ended) return undefined;
    const details = { ...detailsOf(row, sealer), ...change.details };
    const changed = await writes.change(id, details, change.methods, within.manager);
    this.written(changed, within);
    return knownOf(changed, sealer).session;
  }

  @Fallback('sessions.end', 'sessions', both)
  async end(userId: string, id: string, within: Transaction): Promise<boolean> {
    const ids = await this.parts.writes.end(userId, id, 'ended', within.manager);
    await this.ended(ids, 'ended', within);
    return ids.length > 0;
  }

  @Fallback('sessions.end-all', 'sessions', both)
  async endAll(userId: string, within: Transaction, except?: string): Promise<readonly string[]> {
    await this.parts.writes.lockUser(userId, within.manager);
    const ids = await this.parts.writes.endAll(userId, except, within.manager);
    await this.ended(ids, 'all_ended', within);
    return ids;
  }

  @RedisFree('sessions.clean-up')
  async cleanUp(): Promise<number> {
    return this.parts.record.forgetEnded();
  }

  @RedisFree('sessions.reseal')
  async reseal(): Promise<number> {
    return this.parts.record.reseal();
  }

  @RedisFree('sessions.count-sealed-before')
  countSealedBefore(): Promise<number> {
    return this.parts.record.countSealedBefore();
  }

  /** One decision, under the lock of the row. */
  private async rotated(token: RefreshToken, within: Transaction): Promise<Rotation> {
    const { writes, sealer, tokens } = this.parts;
    const row = await writes.locked(token.sessionId, within.manager);
    if (!row || row.is_ended) return { outcome: 'ended' };
    const hash = tokenHash(token);
    if (isSameHash(row.token_hash, hash)) {
      const child = childOf(token);
      const change = { tokenHash: tokenHash(child), sealedChild: sealChild(token, child) };
      const written = await writes.rotate(row.id, detailsOf(row, sealer), change, within.manager);
      this.written(written, within);
      return { outcome: 'rotated', session: knownOf(written, sealer).session, token: tokens.write(child) };
    }
    const { session } = knownOf(row, sealer);
    if (row.sealed_child && this.isFormer(row, hash))
      return { outcome: 'replayed', session, token: tokens.write(openChild(token, row.sealed_child)) };
    const ids = await writes.end(row.user_id, row.id, 'reuse', within.manager);
    await this.ended(ids, 'reuse', within);
    return { outcome: 'reused', session };
  }

  /** Replaced so lately that whoever asks may have missed the answer. */
  private isFormer({ former_hash, rotated_at, now }: SessionRow, hash: Buffer): boolean {
    if (!former_hash || rotated_at === null || !isSameHash(former_hash, hash)) return false;
    return now - rotated_at < this.options.graceMs;
  }

  private written(row: SessionRow, within: Transaction): void {
    const { tiers, held } = this.parts;
    within.onCommitted(() => tiers.bring(row.id, held.ofRow(row)));
    within.onUncertain(() => tiers.uncertain.add(row.id));
  }

  private async ended(ids: readonly string[], reason: Ending, within: Transaction): Promise<void> {
    const { tiers, held, endings, metrics } = this.parts;
    if (ids.length === 0) return;
    await endings.tell(ids, within.manager);
    within.onCommitted(async () => {
      metrics.ended(reason, ids.length);
      await Promise.all(ids.map((id) => tiers.bring(id, held.ended())));
    });
    within.onUncertain(() => ids.forEach((id) => tiers.uncertain.add(id)));
  }
}
