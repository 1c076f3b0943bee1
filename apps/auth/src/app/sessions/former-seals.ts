import { Injectable, Logger } from '@nestjs/common';
import { classifyDatabaseError } from '@secureconnect/platform';
import { RedisFree, RedisMetrics } from '@secureconnect/resilience';
import { SessionStore } from '@secureconnect/session-store';
import { KnownDevices } from '../login/known-devices.adapter';
import { SecondFactors } from '../mfa/second-factors';

/** As often as the job seals anew, which one instance runs: the others count for themselves. */
const countEveryMs = 600_000;

/** Shows what another AUTH_SECRET than the present one still holds: at 0 of each kind AUTH_SECRET_BEFORE may go. */
@Injectable()
export class FormerSeals {
  private readonly logger = new Logger('FormerSeals');
  private counted: Readonly<Record<string, number>> = {};
  private countedAt = -Infinity;

  constructor(
    private readonly sessions: SessionStore,
    private readonly factors: SecondFactors,
    private readonly devices: KnownDevices,
    { metrics }: RedisMetrics,
  ) {
    metrics.gauge({
      name: 'auth_sealed_before',
      help: 'Rows sealed with another AUTH_SECRET than the present one, by kind, as last counted',
      labels: ['kind'],
      read: (gauge) => {
        void this.look();
        for (const [kind, count] of Object.entries(this.counted)) gauge.set({ kind }, count);
      },
    });
  }

  /** Counts them now. */
  @RedisFree('former-seals.count')
  async count(): Promise<void> {
    this.countedAt = performance.now();
    const [sessions, factors, devices] = await Promise.all([
      this.sessions.countSealedBefore(),
      this.factors.countSealedBefore(),
      this.devices.countSealedBefore(),
    ]);
    this.counted = { sessions, mfa_factors: factors, known_devices: devices };
  }

  private async look(): Promise<void> {
    if (performance.now() - this.countedAt < countEveryMs) return;
    try {
      await this.count();
    } catch (error) {
      // While PostgreSQL is away, which its own metric tells, nobody knows.
      this.counted = {};
      if (!classifyDatabaseError(error))
        this.logger.warn(`What is sealed with a former secret was not counted: ${(error as Error).message}`);
    }
  }
}
