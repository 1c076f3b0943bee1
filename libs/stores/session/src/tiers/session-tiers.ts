import { classifyDatabaseError } from '@secureconnect/platform';
import { type RedisGate, type RedisMergedKeys, RedisMergeStore } from '@secureconnect/redis';
import {
  BreakerOpenError,
  type CallDeadline,
  classifyRedisError,
  DeadlineError,
  defaultResilienceSettings,
  type Failover,
  type FailoverStore,
  type KeptStore,
  type KeptWrites,
  type ReconcilableStores,
  withinDeadline,
} from '@secureconnect/resilience';
import { type DatabaseClock } from '../record/database-clock';
import { type KnownSession } from '../record/known-session';
import { type SessionRecord } from '../record/session-record.adapter';
import { knownOf, type SessionRow } from '../record/session-row';
import { UncertainSessions } from '../record/uncertain-sessions';
import { type SessionSealer } from '../sealing/session-sealer';
import { SessionsUnknownError } from '../sessions-unknown.error';
import { heldSessionCodec } from './held-session-codec';
import { heldSessionRule, type HeldSession } from './held-session-rule';
import { type HeldSessions } from './held-sessions';
import { type MemorySessions } from './memory-sessions';
import { OpenedCopies } from './opened-copies';

/** What the tiers are made of. */
export interface SessionTiersParts {
  readonly failover: Failover;
  readonly writes: KeptWrites;
  readonly stores: ReconcilableStores;
  readonly gate: RedisGate;
  readonly record: SessionRecord;
  readonly held: HeldSessions;
  readonly memory: MemorySessions;
  readonly sealer: SessionSealer;
  readonly clock: DatabaseClock;
  /** Resolves once PostgreSQL can be asked. */
  readonly whenReady: () => Promise<void>;
}

/** What a tier knows of a session: nothing as `known` where it has ended. */
export interface Looked {
  readonly known: KnownSession | undefined;
  readonly state: HeldSession;
  /** Memory holds it already. */
  readonly isSeen?: boolean;
}

const name = 'sessions';
const prefix = 'session:';
/** As long as the bulkhead gives a query: behind a Redis that answers, only this bounds it. */
const recordMs = 1_000;
const { wheel } = defaultResilienceSettings;
/** As much as clocks may differ. */
const slackMs = 60_000;

/** Where sessions are read and brought to: Redis, then PostgreSQL, then memory. */
export class SessionTiers {
  readonly uncertain = new UncertainSessions((id) => this.settle(id));
  readonly opened: OpenedCopies;
  private readonly store: FailoverStore;
  private readonly kept: KeptStore<HeldSession>;
  private readonly inRedis: RedisMergedKeys<HeldSession>;

  constructor(private readonly parts: SessionTiersParts) {
    const { failover, writes, stores, gate, memory, clock } = parts;
    this.opened = new OpenedCopies(() => clock.now());
    this.kept = writes.store({ name, rule: heldSessionRule, isDurable: true });
    this.store = failover.store({
      name,
      pending: this.kept,
      guarantees: {
        redis: 'as last written and used',
        postgres: 'the same, its last use up to a minute old',
        memory: 'what this process has seen of it',
      },
    });
    const recovery = new RedisMergeStore({
      ...{
        name,
        gate,
        prefix: 'session:',
        rule: heldSessionRule,
        codec: heldSessionCodec,
        pending: this.kept,
      },
      now: () => clock.now(),
      absorb: (id, state) => memory.absorb(id, state),
      record: (since, signal) => this.recorded(since, signal),
    });
    stores.register(recovery);
    this.inRedis = recovery.keys;
  }

  /** Redis lacks something of what this process has written. */
  get isBehind(): boolean {
    return this.store.tier !== 'redis' || this.kept.unsettled > 0;
  }

  /** What the first tier that can say knows of a session. On the path of every request: hence few promises. */
  look(id: string): Promise<Looked> {
    const { memory } = this.parts;
    if (memory.hasEnded(id)) return Promise.resolve(this.gone());
    if (this.uncertain.has(id) || !memory.knowsAllEnded)
      return this.ask(id).then((looked) => this.seen(id, looked));
    const found = this.store.call<Looked | undefined>('sessions.find', {
      kind: 'read',
      key: id,
      redis: (deadline) => this.fromRedis(id, deadline),
      postgres: () => this.ask(id),
      memory: () => this.fromMemory(id),
    });
    return found.then((looked) => (looked ? this.seen(id, looked) : this.missed(id)));
  }

  /** What PostgreSQL says. */
  async ask(id: string): Promise<Looked> {
    const row = await this.parts.record.find(id);
    return row ? this.ofRow(row) : this.gone();
  }

  /** Brings a state to Redis and memory, or has it kept for Redis. */
  async bring(id: string, state: HeldSession): Promise<void> {
    const { memory } = this.parts;
    memory.absorb(id, state);
    try {
      await this.store.writeRecorded('sessions.write', {
        key: id,
        redis: async (deadline) => {
          const better = await this.inRedis.merge([{ key: id, state }], { deadline });
          for (const { key, state: other } of better) memory.absorb(key, other);
        },
        keep: () => this.kept.keep(id, state),
      });
    } catch (error) {
      // Where falling back is switched off nothing is kept; yet this has happened, and Redis must have it once it is back.
      if (!(error instanceof BreakerOpenError) && classifyRedisError(error) === undefined) throw error;
      this.kept.keep(id, state);
    }
  }

  /** Whether it is known here to have ended. */
  hasEnded(id: string): boolean {
    return this.parts.memory.hasEnded(id);
  }

  /** Knows from now on that these have ended. */
  markEnded(ids: readonly string[]): void {
    for (const id of ids) this.parts.memory.absorb(id, this.parts.held.ended());
  }

  private fromRedis(id: string, { leftMs: deadlineMs }: CallDeadline): Promise<Looked | undefined> {
    const { gate } = this.parts;
    const read = gate.read('sessions.find', (redis) => redis.get(prefix + id), { deadlineMs });
    return read.then((text) =>
      text === null ? undefined : (this.opened.get(id, text) ?? this.open(id, text)),
    );
  }

  private open(id: string, text: string): Looked | undefined {
    const state = decoded(text);
    const known = state && this.parts.held.open(id, state);
    if (known) this.opened.put(id, text, { known, state, isSeen: true }, known.session.activeUntil);
    // Live, but not to be opened here: PostgreSQL can say.
    return state && (known || !state.live) ? { known, state } : undefined;
  }

  private fromMemory(id: string): Looked {
    const { memory, held } = this.parts;
    const state = memory.find(id);
    const known = state && held.open(id, state);
    if (!known) throw new SessionsUnknownError('Neither Redis nor PostgreSQL can be asked for the session');
    return { known, state };
  }

  /** Redis has nothing of it: it is not active, or was dropped there. */
  private async missed(id: string): Promise<Looked> {
    const looked = await this.askOrRecall(id);
    const { live, keptUntil } = looked.state;
    if (live && keptUntil > this.parts.clock.now()) await this.bring(id, looked.state);
    return looked;
  }

  private async askOrRecall(id: string): Promise<Looked> {
    try {
      return await withinDeadline(wheel, this.ask(id), { operation: 'sessions.find', deadlineMs: recordMs });
    } catch (error) {
      if (!(error instanceof DeadlineError) && !classifyDatabaseError(error)) throw error;
      return this.fromMemory(id);
    }
  }

  private seen(id: string, looked: Looked): Looked {
    if (!looked.isSeen) this.parts.memory.absorb(id, looked.state);
    return this.parts.memory.hasEnded(id) ? this.gone() : looked;
  }

  private gone(): Looked {
    return { known: undefined, state: this.parts.held.ended() };
  }

  private ofRow(row: SessionRow): Looked {
    const known = row.is_ended ? undefined : knownOf(row, this.parts.sealer);
    return { known, state: this.parts.held.ofRow(row) };
  }

  private async settle(id: string): Promise<void> {
    const row = await this.parts.record.settled(id);
    if (row) await this.bring(id, this.parts.held.ofRow(row));
  }

  private async *recorded(since: number | undefined, signal: AbortSignal) {
    // At the start Redis is often there first, and a recovery that fails is told to operators.
    await this.parts.whenReady();
    const from = since === undefined ? undefined : since - slackMs;
    for await (const row of this.parts.record.recent(from, signal))
      yield { key: row.id, state: this.parts.held.ofRow(row) };
  }
}

/** Undefined for what is no session, which the next write replaces. */
function decoded(text: string): HeldSession | undefined {
  try {
    return heldSessionCodec.decode(text);
  } catch {
    return undefined; // PostgreSQL can say what it was.
  }
}
