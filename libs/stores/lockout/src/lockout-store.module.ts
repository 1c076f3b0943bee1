import { type DynamicModule, type InjectionToken, Module, type ModuleMetadata } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LockoutCleaner } from './lockout-cleaner.service';
import { LockoutDatabase } from './lockout-database';
import { LockoutKeys } from './lockout-keys';
import { defaultLockoutRules, type LockoutOptions } from './lockout.options';
import { AllowanceStore, LockoutStore } from './lockout.store';
import { PostgresAllowanceStore } from './postgres-allowance.store';
import { PostgresLockoutStore } from './postgres-lockout.store';

const defaultWaitMs = 5_000;
const defaultAnswerWithinMs = 3_000;

/** Where the options come from. */
export interface LockoutAsyncOptions {
  readonly imports?: ModuleMetadata['imports'];
  readonly inject?: readonly InjectionToken[];
  readonly useFactory: (...parts: never[]) => LockoutOptions;
}

const given = Symbol('lockout:options');
const made = Symbol('lockout:parts');

function partsOf(options: LockoutOptions, source: DataSource) {
  const rules = { ...defaultLockoutRules, ...options.rules };
  const database = new LockoutDatabase(source, options.answerWithinMs ?? defaultAnswerWithinMs);
  const keys = new LockoutKeys(options.keys);
  return {
    lockout: new PostgresLockoutStore(database, keys, rules, options.waitMs ?? defaultWaitMs),
    allowances: new PostgresAllowanceStore(database, keys),
    cleaner: new LockoutCleaner(database, rules),
  };
}

type Parts = ReturnType<typeof partsOf>;

/** `LockoutStore`, `AllowanceStore` and `LockoutCleaner` over the service's own database. */
@Module({})
export class LockoutStoreModule {
  static forRoot(options: LockoutOptions): DynamicModule {
    return this.forRootAsync({ useFactory: () => options });
  }

  /** As `forRoot`, with options that the container makes. */
  static forRootAsync({ imports = [], inject = [], useFactory }: LockoutAsyncOptions): DynamicModule {
    return {
      module: LockoutStoreModule,
      global: true,
      imports: [...imports],
      providers: [
        { provide: given, useFactory, inject: [...inject] },
        { provide: made, useFactory: partsOf, inject: [given, DataSource] },
        { provide: LockoutStore, useFactory: ({ lockout }: Parts) => lockout, inject: [made] },
        { provide: AllowanceStore, useFactory: ({ allowances }: Parts) => allowances, inject: [made] },
        { provide: LockoutCleaner, useFactory: ({ cleaner }: Parts) => cleaner, inject: [made] },
      ],
      exports: [LockoutStore, AllowanceStore, LockoutCleaner],
    };
  }
}
