export { CreateRevocations1763720000000 } from './create-revocations.migration';
export { ReadRevocations1763720000000 } from './read-revocations.migration';
export { defaultRevocationOptions, type RevocationOptions } from './revocation.options';
export { RevocationStoreModule } from './revocation-store.module';
export { RevocationUnknownError } from './revocation-unknown.error';
export {
  type RevocableToken,
  type RevocationEntry,
  type RevocationKind,
  RevocationStore,
} from './revocation.store';
