import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { RateLimitParts } from './rate-limit-parts';

/** Begins and ends with the application. */
@Injectable()
export class RateLimitLifetime implements OnModuleInit, OnModuleDestroy {
  constructor(private readonly parts: RateLimitParts) {}

  onModuleInit(): void {
    this.parts.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.parts.stop();
  }
}
