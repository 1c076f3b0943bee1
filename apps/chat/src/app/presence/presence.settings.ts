import { int, type PlatformValues, type ValuesOf } from '@secureconnect/platform';

/** How long somebody is here after she was last heard of. */
export const presenceSettings = {
  PRESENCE_LEASE_SECONDS: int(2, 600, {
    meaning:
      'seconds for which a connected device counts as here; it is renewed three times as often, and runs out by itself where an instance died',
    default: 45,
  }),
};

/** The values of these settings, among those of every service. */
export type PresenceValues = ValuesOf<typeof presenceSettings> & PlatformValues;
