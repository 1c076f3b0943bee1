export {
  type RevocableToken,
  type RevocationEntry,
  type RevocationKind,
  RevocationStore,
} from './revocation.store';
