import { Injectable } from '@nestjs/common';
import { classifyDatabaseError, type DatabaseBroadcast, type Transaction } from '@secureconnect/platform';
import {
  BreakerOpenError,
  type CallDeadline,
  DeadlineError,
  type FailoverCall,
  Fallback,
  RedisUnavailableError,
} from '@secureconnect/resilience';
import { type Observable } from 'rxjs';
import { type RevocationRange } from './numbered-revocation';
import { encodeRange, revocationChannel } from './revocation-message';
import { type RevocationParts } from './revocation-parts';
import { RevocationUnknownError } from './revocation-unknown.error';
import { type RevocableToken, type RevocationEntry, RevocationStore } from './revocation.store';

/** Who asks at about the same time is answered by one query; later ones see what came later. */
const sharedMs = 100;
/** Not by the time of day: were that set back, who comes now would be answered by what was asked before. */
const slotOfNow = (): number => Math.floor(performance.now() / sharedMs);

/** Whether it was revoked; or whether memory, which can say, was filled; undefined: Redis proves nothing. */
type Found = boolean | 'filled' | 'unfilled' | undefined;

/** Revocations: recorded in PostgreSQL, known in memory, and indexed in Redis for when memory cannot be current. */
@Injectable()
export class TieredRevocationStore extends RevocationStore {
  readonly revoked$: Observable<RevocationEntry>;
  private readonly revoking = new WeakMap<Transaction, RevocationEntry[]>();

  constructor(
    private readonly parts: RevocationParts,
    private readonly broadcast: DatabaseBroadcast,
  ) {
    super();
    this.revoked$ = parts.feed.revoked$.asObservable();
  }

  /** They are numbered last, for until the commit nobody else gets a number. */
  async revoke(entries: readonly RevocationEntry[], within: Transaction): Promise<void> {
    const taken = await this.withMoments(entries, within);
    const before = this.revoking.get(within);
    if (before) return void before.push(...taken);
    this.revoking.set(within, taken);
    within.beforeCommit(() => this.record(taken, within));
  }

  async isRevoked(token: RevocableToken): Promise<boolean> {
    return this.isKnownRevoked(token) ?? this.askInTime(token);
  }

  isKnownRevoked(token: RevocableToken): boolean | undefined {
    const { mirror, feed, checks } = this.parts;
    const isRevoked = mirror.isRevoked(token);
    if (!isRevoked && !feed.isCurrent) return undefined;
    checks.counts.memory += 1;
    return isRevoked;
  }

  isInformed(): boolean {
    return this.parts.feed.isInformed;
  }

  cleanUp(): Promise<number> {
    return this.parts.record.cleanUp();
  }

  /** Of an account whose moment was left out: now. */
  private async withMoments(
    entries: readonly RevocationEntry[],
    { manager }: Transaction,
  ): Promise<RevocationEntry[]> {
    const isOpen = (entry: RevocationEntry) => entry.kind === 'user' && entry.issuedBefore === undefined;
    if (!entries.some(isOpen)) return [...entries];
    const issuedBefore = await this.parts.record.moment(manager);
    return entries.map((entry) => (isOpen(entry) ? { ...entry, issuedBefore } : entry));
  }

  private async record(entries: readonly RevocationEntry[], within: Transaction): Promise<void> {
    const { record, carrier, feed } = this.parts;
    if (entries.length === 0) return;
    const recorded = await record.insert(entries, within.manager);
    const to = recorded.at(-1)?.seq ?? 0;
    const range: RevocationRange = { from: to - recorded.length + 1, to, entries: recorded };
    await this.broadcast.publish(revocationChannel, encodeRange(range), within.manager);
    await carrier.announce(to);
    within.onUncertain(() => feed.doubt());
    within.onCommitted(async () => {
      feed.hear(range);
      await this.tell(range);
    });
  }

  @Fallback('revocations.revoke', 'revocations', { tiers: ['redis', 'postgres'] })
  private tell(range: RevocationRange): Promise<void> {
    return this.parts.carrier.tell(range);
  }

  /** Servers that hang are servers that cannot say. */
  private async askInTime(token: RevocableToken): Promise<boolean> {
    try {
      return await this.ask(token);
    } catch (error) {
      if (!(error instanceof RedisUnavailableError && error.cause instanceof DeadlineError)) throw error;
      this.parts.checks.counts.nobody += 1;
      throw new RevocationUnknownError('', { cause: error });
    }
  }

  /** What memory cannot answer; the declaration stands here, for what it can answer reaches nothing. */
  @Fallback('revocations.check', 'revocations', { tiers: ['redis', 'postgres'] })
  private async ask(token: RevocableToken): Promise<boolean> {
    const { mirror, checks } = this.parts;
    try {
      const isRevoked = (await this.askWithOthers(token)) ?? (await this.askAlone(token));
      // What was heard while the answer was under way counts.
      return isRevoked || mirror.isRevoked(token);
    } catch (error) {
      checks.counts.nobody += 1;
      throw isAbsence(error) ? new RevocationUnknownError('', { cause: error }) : error;
    }
  }

  /**
   * Of the record, one reading fills memory for everybody who asks at about the same time: a check for each token would
   * take the places of all other stores from them. Undefined: memory cannot have all of it.
   */
  private async askWithOthers(token: RevocableToken): Promise<boolean | undefined> {
    const { store, feed, mirror, checks } = this.parts;
    const reading = {
      kind: 'read' as const,
      key: `all:${slotOfNow()}`,
      postgres: async (): Promise<Found> => ((await feed.fill()) ? 'filled' : 'unfilled'),
    };
    const call: FailoverCall<Found> = { ...reading, redis: (deadline) => this.askRedis(token, deadline) };
    const found =
      (await store.call('revocations.check', call)) ??
      (await store.beyondRedis<Found>('revocations.check', reading));
    if (found === 'unfilled') return undefined;
    if (found !== 'filled') return found;
    checks.counts.postgres += 1;
    return mirror.isRevoked(token);
  }

  private askAlone(token: RevocableToken): Promise<boolean> {
    const { id, sessionId, userId, issuedAtMs } = token;
    return this.parts.store.beyondRedis('revocations.check', {
      kind: 'read',
      key: `${slotOfNow()}:${id}:${sessionId}:${userId}:${issuedAtMs}`,
      postgres: () => this.askRecord(token),
    });
  }

  /**
   * What Redis has counts; what it has not proves nothing. But where it knows of no number that memory has not, memory is
   * complete, however deaf.
   */
  private async askRedis(token: RevocableToken, deadline: CallDeadline): Promise<boolean | undefined> {
    const { index, feed, checks } = this.parts;
    const { isRevoked, head } = await index.look(token, deadline);
    const isProven = feed.isWhole && head === feed.seq;
    if (!isRevoked && !isProven) return undefined;
    checks.counts.redis += 1;
    return isRevoked;
  }

  private async askRecord(token: RevocableToken): Promise<boolean> {
    const isRevoked = await this.parts.record.isRevoked(token);
    this.parts.checks.counts.postgres += 1;
    return isRevoked;
  }
}

const isAbsence = (error: unknown): boolean =>
  error instanceof BreakerOpenError || classifyDatabaseError(error) !== undefined;
