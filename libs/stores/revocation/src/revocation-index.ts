import { type RedisGate } from '@secureconnect/redis';
import { type CallDeadline } from '@secureconnect/resilience';
import { bringRevocations, raiseHead } from './index-scripts';
import { type NumberedRevocation, type RevocationRange, subjectsOf } from './numbered-revocation';
import { encodeRange, revocationChannel } from './revocation-message';
import { type RevocableToken } from './revocation.store';

/** In a Cluster all of it is in one slot, so that one question sees subjects and head at one moment. */
const prefix = '{revocations}:';
const head = `${prefix}head`;

/** What Redis says of a token. */
export interface IndexedAnswer {
  /** True: it was revoked. False says nothing: what Redis does not have it may have lost. */
  readonly isRevoked: boolean;
  /** The highest number there is, as far as Redis knows. */
  readonly head: number | undefined;
}

/** What is brought at once; in a range the numbers go with it, and everybody is told. */
export type Brought = Pick<NumberedRevocation, 'kind' | 'subject' | 'issuedBefore' | 'expiresAt' | 'seq'>;

/** Revocations in Redis, by subject: quick to find, and never proof that something is not there. */
export class RevocationIndex {
  constructor(
    private readonly gate: RedisGate,
    private readonly now: () => number = Date.now,
  ) {}

  /** One round trip. */
  async look(token: RevocableToken, deadline: CallDeadline): Promise<IndexedAnswer> {
    const subjects = subjectsOf(token);
    const keys = subjects.map(([kind, subject]) => `${prefix}${kind}:${subject}`);
    const ask = { deadlineMs: deadline.leftMs };
    const [known, ...held] = await this.gate.read(
      'revocations.look',
      (redis) => redis.mget(head, ...keys),
      ask,
    );
    const isRevoked = subjects.some(([kind], at) => {
      const moment = held[at] ?? undefined;
      return moment !== undefined && (kind !== 'user' || token.issuedAtMs < Number(moment));
    });
    return { isRevoked, head: known == null ? undefined : Number(known) };
  }

  /** The highest number Redis knows of. */
  async head(deadline: CallDeadline): Promise<number> {
    const text = await this.gate.read('revocations.head', (redis) => redis.get(head), {
      deadlineMs: deadline.leftMs,
    });
    return Number(text ?? 0);
  }

  /** Says that there is a number, or will be. */
  raise(seq: number, deadline: CallDeadline): Promise<void> {
    return this.gate.run(raiseHead, { head }, { seq }, { deadlineMs: deadline.leftMs });
  }

  /** Brings a range and tells whoever listens. */
  tell(range: RevocationRange, deadline: CallDeadline): Promise<void> {
    return this.write(range.entries ?? [], range.to, encodeRange(range), deadline.leftMs);
  }

  /** Brings what may come in any order and more than once. */
  bring(entries: readonly Brought[], seq: number, deadlineMs?: number): Promise<void> {
    return this.write(entries, seq, '', deadlineMs);
  }

  private write(
    revocations: readonly Brought[],
    seq: number,
    message: string,
    deadlineMs: number | undefined,
  ): Promise<void> {
    const now = this.now();
    const entries: (string | number)[] = [];
    for (const { kind, subject, issuedBefore, expiresAt } of revocations)
      if (expiresAt > now) entries.push(`${kind}:${subject}`, issuedBefore, Math.ceil(expiresAt - now));
    const args = { prefix, seq, channel: revocationChannel, message, entries };
    return this.gate.run(bringRevocations, { head }, args, deadlineMs === undefined ? {} : { deadlineMs });
  }
}
