import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { classifyDatabaseError, DatabaseHealth, InjectSettings } from '@secureconnect/platform';
import { KeyRotation } from './key-rotation.service';
import { type SigningKeyValues } from './signing-key.settings';

const longestMs = 60_000;

/** Sweeps at the start and now and then; every instance does, so that one is enough. */
@Injectable()
export class KeySweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('SigningKeys');
  private timer: NodeJS.Timeout | undefined;
  private isEnded = false;

  constructor(
    private readonly rotation: KeyRotation,
    private readonly database: DatabaseHealth,
    @InjectSettings() private readonly values: SigningKeyValues,
  ) {}

  onApplicationBootstrap(): void {
    void this.database.whenReady().then(() => this.sweep());
    const everyMs = Math.min(longestMs, this.values.SIGNING_KEY_LEAD_SECONDS * 250);
    // Spread, so that instances started together do not all wait for one lock.
    this.timer = setInterval(() => void this.sweep(), everyMs * (0.75 + Math.random() / 2)).unref();
  }

  onModuleDestroy(): void {
    this.isEnded = true;
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    if (this.isEnded || !this.database.ready) return;
    try {
      await this.rotation.sweep();
    } catch (error) {
      // An outage is told where it is noticed; next time will do.
      if (!classifyDatabaseError(error)) this.logger.warn(`Sweeping failed: ${(error as Error).message}`);
    }
  }
}
