import { Injectable, Logger } from '@nestjs/common';
import { type PushProvider } from '@secureconnect/contracts';
import { type PushKind } from '../providers/push-notification';

/** What became of one attempt to wake a device, or of one to find whom to wake. */
export type PushResult =
  /** Its provider has taken it. */
  | 'sent'
  /** Its provider knows the token no more; it is forgotten. */
  | 'rejected'
  /** Its provider, or we, will not have it sent there. */
  | 'refused'
  /** Its provider put it off. */
  | 'delayed'
  /** It could not be asked; tried again. */
  | 'failed'
  /** There was no time left. */
  | 'expired'
  /** Something later is sent in its place. */
  | 'overtaken'
  /** The device is hers no more, or was signed out. */
  | 'gone'
  /** Its secret does not open, or its provider is not set up any more. */
  | 'unusable'
  /** Nobody could say in time which devices are hers. */
  | 'skipped';

const complainEveryMs = 60_000;

/** Counts pushes, and says once when they are skipped and once when they are not any more. */
@Injectable()
export class PushTally {
  private readonly logger = new Logger('Push');
  private readonly counts = new Map<string, number>();
  private skippingSince: Date | undefined;
  private complainedAt = -Infinity;

  count(provider: PushProvider | 'none', kind: PushKind, outcome: PushResult): void {
    const key = `${provider} ${kind} ${outcome}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  /** Nobody could say in time whom to wake. */
  skipped(kind: PushKind): void {
    this.count('none', kind, 'skipped');
    if (this.skippingSince) return;
    this.skippingSince = new Date();
    this.logger.warn('Pushes are skipped: nobody could say in time which devices to wake');
  }

  /** Somebody could. */
  found(): void {
    if (!this.skippingSince) return;
    this.logger.log(
      `Pushes are sent again, after ${Math.round((Date.now() - this.skippingSince.getTime()) / 1_000)} s`,
    );
    this.skippingSince = undefined;
  }

  /** A provider does not want what we send: once a minute at most. */
  refused(provider: PushProvider): void {
    if (performance.now() - this.complainedAt < complainEveryMs) return;
    this.complainedAt = performance.now();
    this.logger.warn(
      `A push by ${provider} was refused, and will be: look at its keys and at what it is sent to`,
    );
  }

  get isSkippingSince(): Date | undefined {
    return this.skippingSince;
  }

  *all(): Generator<{
    readonly provider: string;
    readonly kind: string;
    readonly outcome: string;
    readonly count: number;
  }> {
    for (const [key, count] of this.counts) {
      const [provider = '', kind = '', outcome = ''] = key.split(' ');
      yield { provider, kind, outcome, count };
    }
  }
}
