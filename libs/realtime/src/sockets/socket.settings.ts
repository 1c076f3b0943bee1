import { int, type PlatformValues, type ValuesOf } from '@secureconnect/platform';

/** How many sockets a service holds, and how much it hears from them. */
export const realtimeSettings = {
  SOCKETS_PER_ADDRESS: int(1, 1_000_000, {
    meaning: 'sockets one address (of IPv6: one /64) may have open at one instance',
    default: 100,
  }),
  SOCKETS_PER_USER: int(1, 1_000_000, {
    meaning: 'sockets one account may have open at one instance',
    default: 20,
  }),
  SOCKET_EVENTS_PER_SECOND: int(1, 1_000_000, {
    meaning: 'events of one name that one account may send in a second at one instance, over all its sockets',
    default: 20,
  }),
  SOCKET_EVENTS_BURST: int(1, 1_000_000, {
    meaning: 'events of one name that one account may send at once after a rest',
    default: 60,
  }),
};

/** The values of these settings, among those of every service. */
export type RealtimeValues = ValuesOf<typeof realtimeSettings> & PlatformValues;
