export { type Presence, type PresenceStatus, PresenceStore } from './presence.store';
