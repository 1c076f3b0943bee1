import { type DynamicModule, type InjectionToken, Module, type ModuleMetadata } from '@nestjs/common';
import { type SealingKeys } from '@secureconnect/platform';
import { defaultSessionStoreOptions, SESSION_STORE, type SessionStoreOptions } from './session-store.options';
import { SessionStore } from './session.store';
import { TieredSessionStore } from './tiered-session.store';

/** What must be said, and what may be. */
export type GivenSessionStoreOptions = Partial<SessionStoreOptions> & { readonly keys: SealingKeys };

/** The same, made by the container. */
export interface SessionStoreAsyncOptions {
  readonly imports?: ModuleMetadata['imports'];
  readonly useFactory: (...parts: never[]) => GivenSessionStoreOptions;
  readonly inject?: readonly InjectionToken[];
}

/** Gives `SessionStore`; needs DatabaseModule, ResilientRedisModule and the migration of sessions. */
@Module({})
export class SessionStoreModule {
  static forRoot(options: GivenSessionStoreOptions): DynamicModule {
    return this.forRootAsync({ useFactory: () => options });
  }

  /** As `forRoot`, with options that the container makes. */
  static forRootAsync({ imports = [], inject = [], useFactory }: SessionStoreAsyncOptions): DynamicModule {
    const settled = (...parts: never[]) => ({ ...defaultSessionStoreOptions, ...useFactory(...parts) });
    return {
      module: SessionStoreModule,
      imports: [...imports],
      providers: [
        { provide: SESSION_STORE, useFactory: settled, inject: [...inject] },
        { provide: SessionStore, useClass: TieredSessionStore },
      ],
      exports: [SessionStore],
    };
  }
}
