export { CachedDirectory, type DirectoryOptions } from './cached-directory.store';
export { DirectoryRecord } from './directory-record.port';
export { type DirectoryModuleOptions, DirectoryStoreModule } from './directory-store.module';
export { type DirectoryChange, type DirectoryEntry, DirectoryStore } from './directory.store';
