export { CreateSessions1763721000000 } from './create-sessions.migration';
export {
  type GivenSessionStoreOptions,
  type SessionStoreAsyncOptions,
  SessionStoreModule,
} from './session-store.module';
export { defaultSessionStoreOptions, type SessionStoreOptions } from './session-store.options';
export {
  type BegunSession,
  type GrantedSession,
  type NewSession,
  type Rotation,
  type Session,
  type SessionChange,
  type SessionDetails,
  type SessionDevice,
  SessionStore,
} from './session.store';
