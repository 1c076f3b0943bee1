export {
  type BegunSession,
  type GrantedSession,
  type NewSession,
  type Rotation,
  type Session,
  type SessionDetails,
  type SessionDevice,
  SessionStore,
} from './session.store';
