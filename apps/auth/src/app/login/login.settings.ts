import { bool, type PlatformValues, type ValuesOf } from '@secureconnect/platform';

/** How people log in while Redis is away. */
export const loginSettings = {
  ENABLE_STATELESS_AUTH: bool({
    meaning:
      'while Redis is away a login gets no session, only an access token of 5 minutes; does nothing where ENABLE_REDIS_FALLBACK is false',
    default: false,
  }),
};

/** The values of these settings, among those of every service. */
export type LoginValues = ValuesOf<typeof loginSettings> & PlatformValues;
