import { type DynamicModule, Module } from '@nestjs/common';
import { IdempotencyCleaner } from './idempotency-cleaner.service';
import { IDEMPOTENCY_OPTIONS } from './idempotency.constants';
import { idempotencyDefaults, type IdempotencyOptions } from './idempotency.options';
import { IdempotencyStore } from './idempotency.store';

/** Lets `@Idempotent()` work anywhere in the app; needs DatabaseModule. */
@Module({})
export class IdempotencyModule {
  static forRoot(options: Partial<IdempotencyOptions> = {}): DynamicModule {
    return {
      module: IdempotencyModule,
      global: true,
      providers: [
        { provide: IDEMPOTENCY_OPTIONS, useValue: { ...idempotencyDefaults, ...options } },
        IdempotencyStore,
        IdempotencyCleaner,
      ],
      exports: [IDEMPOTENCY_OPTIONS, IdempotencyStore, IdempotencyCleaner],
    };
  }
}
