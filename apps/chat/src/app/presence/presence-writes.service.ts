import { Inject, Injectable, Logger } from '@nestjs/common';
import { PresenceStore, type ToldDevice } from '@secureconnect/presence-store';
import { DegradedMarks, RedisFree } from '@secureconnect/resilience';
import { PRESENCE_TIMES, type PresenceTimes } from './presence-times';

/** In one go; a store that hangs is asked anew for as many. */
const mostInOne = 500;
/** Devices of which nothing was written yet; beyond them those that wait longest are left to run out. */
const mostWaiting = 20_000;

/** Brings to the store what devices say, in its order, many in one go, and nobody waits for it. */
@Injectable()
export class PresenceWrites {
  private readonly logger = new Logger('Presence');
  private readonly waiting = new Map<string, ToldDevice>();
  private writing: Promise<void> | undefined;

  constructor(
    private readonly store: PresenceStore,
    @Inject(PRESENCE_TIMES) private readonly times: PresenceTimes,
  ) {}

  // Nothing is asked of a store in this turn; what is written later fails for nobody.
  @RedisFree('presence.write', 'presence')
  write(devices: readonly ToldDevice[]): void {
    for (const each of devices) this.wait(each);
    if (this.waiting.size > 0) this.writing ??= this.writeAll().finally(() => (this.writing = undefined));
  }

  /** Resolves once what was said has been written, or cannot be. */
  async settled(): Promise<void> {
    await this.writing;
  }

  private wait(told: ToldDevice): void {
    const key = `${told.userId} ${told.device}`;
    this.waiting.delete(key);
    if (this.waiting.size >= mostWaiting) this.waiting.delete(this.waiting.keys().next().value as string);
    this.waiting.set(key, told);
  }

  private async writeAll(): Promise<void> {
    // What is said in one turn goes together.
    await Promise.resolve();
    while (this.waiting.size > 0) {
      const batch = [...this.waiting].slice(0, mostInOne);
      for (const [key] of batch) this.waiting.delete(key);
      await this.tell(batch.map(([, told]) => told));
    }
  }

  /** With marks of its own: it is no part of the answer to whoever came or went. */
  private async tell(devices: readonly ToldDevice[]): Promise<void> {
    try {
      await new DegradedMarks().run(() => this.store.tell(devices, this.times.leaseMs));
    } catch (error) {
      // Who is here says so again before the lease ends; who is gone runs out.
      this.logger.debug(`Not written: ${String(error)}`);
    }
  }
}
