import { Injectable } from '@nestjs/common';
import { RedisMetrics } from '@secureconnect/resilience';

// prettier-ignore
const outcomes = ['granted', 'stateless', 'wrong', 'locked', 'limited', 'disabled', 'unverified', 'step_up'] as const;
const refreshes = ['rotated', 'replayed', 'reused', 'refused', 'reauthenticate', 'revoked'] as const;

/** What became of a login. */
export type LoginOutcome = (typeof outcomes)[number];

/** What became of a refresh. */
export type RefreshOutcome = (typeof refreshes)[number];

/** Counts logins, refreshes and locks by what became of them. */
@Injectable()
export class LoginMetrics {
  readonly count: (outcome: LoginOutcome) => void;
  readonly refreshed: (outcome: RefreshOutcome) => void;
  readonly locked: () => void;

  constructor({ metrics }: RedisMetrics) {
    const logins = metrics.counter(
      { name: 'auth_logins_total', help: 'Logins by outcome', labels: ['outcome'] },
      outcomes.map((outcome) => ({ outcome })),
    );
    const tokens = metrics.counter(
      { name: 'auth_refreshes_total', help: 'Refreshes by outcome', labels: ['outcome'] },
      refreshes.map((outcome) => ({ outcome })),
    );
    const locks = metrics.counter(
      { name: 'auth_locks_total', help: 'Locks that a failed login here has placed' },
      [{}],
    );
    this.count = (outcome) => logins.inc({ outcome });
    this.refreshed = (outcome) => tokens.inc({ outcome });
    this.locked = () => locks.inc();
  }
}
