export { CreatePresence1763724000000 } from './create-presence.migration';
export { PresenceStoreModule } from './presence-store.module';
export { defaultPresenceOptions, type PresenceOptions } from './presence.options';
export { type Presence, type PresenceStatus, PresenceStore, type ToldDevice } from './presence.store';
