import {
  type DynamicModule,
  type InjectionToken,
  Module,
  type ModuleMetadata,
  type Type,
} from '@nestjs/common';
import { MultiLayerCache } from '@secureconnect/cache';
import { CachedDirectory, type DirectoryOptions } from './cached-directory.store';
import { DirectoryRecord } from './directory-record.port';
import { DirectoryStore } from './directory.store';

/** What the module is made with: where the record is, and what makes its options. */
export interface DirectoryModuleOptions {
  readonly record: Type<DirectoryRecord> | { readonly useValue: DirectoryRecord };
  readonly imports?: ModuleMetadata['imports'];
  readonly inject?: readonly InjectionToken[];
  readonly useFactory: (...given: never[]) => DirectoryOptions;
}

const optionsToken = Symbol('directory options');

/** Gives `DirectoryStore` over the cache of the service and its own record. */
@Module({})
export class DirectoryStoreModule {
  static forRoot({ record, imports = [], inject = [], useFactory }: DirectoryModuleOptions): DynamicModule {
    return {
      module: DirectoryStoreModule,
      imports: [...imports],
      providers: [
        { provide: DirectoryRecord, ...('useValue' in record ? record : { useClass: record }) },
        { provide: optionsToken, useFactory, inject: [...inject] },
        {
          provide: DirectoryStore,
          useFactory: (cache: MultiLayerCache, of: DirectoryRecord, options: DirectoryOptions) =>
            new CachedDirectory(cache, of, options),
          inject: [MultiLayerCache, DirectoryRecord, optionsToken],
        },
      ],
      exports: [DirectoryStore],
    };
  }
}
