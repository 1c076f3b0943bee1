import { ThrottlerStorageService } from '@nestjs/throttler';
import { DebtTable, MemoryLimiter, PolicyBook, type RatePolicy } from '@secureconnect/rate-limit-store';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type LimiterName } from './limiter-report';

const hourMs = 3_600_000;

/** Subjects in an order that is not that of their first coming. */
export interface Requests {
  readonly subjects: readonly string[];
  readonly order: Uint32Array;
}

/** Makes all decisions one after the other; gives how many were admitted. */
export type MeasuredLimiter = (requests: Requests) => number | Promise<number>;

// Each has a loop of its own, or the compiler would make one for all that is slower for each.
/** The limiters as people set them up, for so many requests an hour. */
export const makeLimiters: Record<LimiterName, (limit: number, subjects: number) => MeasuredLimiter> = {
  ours(limit, subjects) {
    const limiter = new MemoryLimiter(new PolicyBook(), new DebtTable(Math.max(1_000, subjects)));
    const policy: RatePolicy = { name: 'bench', by: 'address', limit, periodMs: hourMs, burst: limit };
    return ({ subjects: all, order }) => {
      let admitted = 0;
      for (let at = 0; at < order.length; at++)
        if (limiter.admit([{ policy, subject: all[order[at]!]! }]).isAllowed) admitted++;
      return admitted;
    };
  },
  'rate-limiter-flexible'(points) {
    const limiter = new RateLimiterMemory({ points, duration: hourMs / 1_000 });
    return async ({ subjects, order }) => {
      let admitted = 0;
      for (let at = 0; at < order.length; at++)
        try {
          await limiter.consume(subjects[order[at]!]!);
          admitted++;
        } catch {
          // It refuses by rejecting.
        }
      return admitted;
    };
  },
  '@nestjs/throttler'(limit) {
    const storage = new ThrottlerStorageService();
    return async ({ subjects, order }) => {
      let admitted = 0;
      for (let at = 0; at < order.length; at++) {
        const subject = subjects[order[at]!]!;
        const { isBlocked } = await storage.increment(subject, hourMs, limit, hourMs, 'bench');
        if (!isBlocked) admitted++;
      }
      return admitted;
    };
  },
};
