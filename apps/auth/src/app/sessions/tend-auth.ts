import { Injectable } from '@nestjs/common';
import { defineJob, Job } from '@secureconnect/jobs';
import { LockoutCleaner } from '@secureconnect/lockout-store';
import { PresenceStore } from '@secureconnect/presence-store';
import { RedisFree } from '@secureconnect/resilience';
import { RevocationStore } from '@secureconnect/revocation-store';
import { SessionStore } from '@secureconnect/session-store';
import { RemoveUnverified } from '../accounts/remove-unverified.use-case';
import { AccountLinks } from '../links/account-links';
import { KnownDevices } from '../login/known-devices.adapter';
import { Challenges } from '../mfa/challenges';
import { SecondFactors } from '../mfa/second-factors';
import { FormerSeals } from './former-seals';

/** There is nothing to say. */
class Nothing {}

/** Forgets what has ended, once a minute in all instances together. */
export const cleanAuth = defineJob({
  name: 'clean-auth',
  payload: Nothing,
  attempts: 3,
  concurrency: 1,
  repeat: { everyMs: 60_000 },
});

/** Seals anew what a former AUTH_SECRET has sealed. */
export const resealAuth = defineJob({
  name: 'reseal-auth',
  payload: Nothing,
  attempts: 3,
  concurrency: 1,
  repeat: { everyMs: 600_000 },
});

/**
 * Does one after the other, for most connections are for people who wait: all of it also where some fails, and fails for
 * that afterwards.
 */
async function each(...work: readonly (() => Promise<number>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const one of work) await one().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors, 'Some of it could not be done');
}

/** Tends what auth keeps. */
@Injectable()
export class TendAuth {
  constructor(
    private readonly sessions: SessionStore,
    private readonly revocations: RevocationStore,
    private readonly presence: PresenceStore,
    private readonly lockout: LockoutCleaner,
    private readonly links: AccountLinks,
    private readonly challenges: Challenges,
    private readonly factors: SecondFactors,
    private readonly devices: KnownDevices,
    private readonly formerSeals: FormerSeals,
    private readonly unverified: RemoveUnverified,
  ) {}

  @Job(cleanAuth)
  @RedisFree('clean-auth')
  clean(): Promise<void> {
    return each(
      () => this.sessions.cleanUp(),
      () => this.revocations.cleanUp(),
      () => this.presence.cleanUp(),
      () => this.lockout.clean(),
      () => this.links.cleanUp(),
      () => this.challenges.cleanUp(),
      () => this.unverified.run(),
    );
  }

  @Job(resealAuth)
  @RedisFree('reseal-auth')
  async reseal(): Promise<void> {
    try {
      await each(
        () => this.sessions.reseal(),
        () => this.factors.reseal(),
        () => this.devices.reseal(),
      );
    } finally {
      await this.formerSeals.count();
    }
  }
}
