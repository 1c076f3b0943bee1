import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { classifyDatabaseError, type DatabaseBroadcast } from '@secureconnect/platform';
import { type MemoryLimiter } from '../memory/memory-limiter';
import { type DebtMessage, decodeMessage, encodeMessage, isToldDebt, type ToldDebt } from './debt-message';
import { largestDebts } from './largest-debts';

const mostTold = 1_000;
/** Of the longest subjects, escaped throughout, as many as one broadcast carries. */
const toldAtOnce = 150;
const askAgainMs = 200;

/** How instances tell each other, over PostgreSQL, what Redis cannot tell them. */
export class DebtExchange {
  private readonly logger = new Logger('RateLimits');
  private readonly id = randomUUID();
  private leave: (() => void) | undefined;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly limiter: MemoryLimiter,
    private readonly broadcast: DatabaseBroadcast,
    private readonly channel: string,
    /** Redis is away. */
    private readonly isAway: () => boolean,
  ) {}

  start(): void {
    let isNew = true;
    this.leave = this.broadcast.subscribe(this.channel, {
      onMessage: (payload) => this.hear(decodeMessage(payload)),
      onListening: () => {
        if (isNew) this.ask();
        isNew = false;
      },
    });
  }

  stop(): void {
    this.leave?.();
    this.leave = undefined;
    clearTimeout(this.retry);
  }

  /** Says what was last seen of those that owe most. */
  tell(to?: string): void {
    const debts = largestDebts(this.limiter, mostTold);
    for (let from = 0; from < debts.length; from += toldAtOnce) {
      const some = debts.slice(from, from + toldAtOnce);
      this.say({ kind: 'debts', from: this.id, ...(to === undefined ? {} : { to }), debts: some });
    }
  }

  forgive(policy: string, subject: string): void {
    this.say({ kind: 'forgiven', from: this.id, policy, subject });
  }

  /** Who begins in an outage has seen nobody, and must not give everybody a part of the burst anew. */
  private ask(): void {
    if (!this.isAway()) return;
    this.publish({ kind: 'asks', from: this.id }).catch(() => {
      // PostgreSQL is heard before it can be spoken to.
      if (this.leave) this.retry = setTimeout(() => this.ask(), askAgainMs).unref();
    });
  }

  private say(message: DebtMessage): void {
    this.publish(message).catch((error: Error) => {
      // PostgreSQL is away too, which its own health tells: then each goes by what it has seen itself.
      if (classifyDatabaseError(error) === undefined) this.logger.error('Debts could not be told', error);
    });
  }

  private publish(message: DebtMessage): Promise<void> {
    return this.broadcast.publish(this.channel, encodeMessage(message));
  }

  private hear(message: DebtMessage | undefined): void {
    if (message === undefined || message.from === this.id) return;
    if (message.kind === 'asks') this.tell(message.from);
    else if (message.kind === 'forgiven') this.forget(message.policy, message.subject);
    else if (message.to === undefined || message.to === this.id) this.learn(message.debts);
  }

  private learn(debts: readonly ToldDebt[]): void {
    const { book, now } = this.limiter;
    const moment = now();
    for (const told of debts) {
      const counted = isToldDebt(told) ? book.byName(told[0]) : undefined;
      if (counted) this.limiter.learn(counted, told[1], moment + told[2]);
    }
  }

  private forget(policy: string, subject: string): void {
    const counted = this.limiter.book.byName(policy);
    if (counted) this.limiter.forget(counted, subject);
  }
}
