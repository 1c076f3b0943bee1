import { type PlatformValues, url, type ValuesOf } from '@secureconnect/platform';
import { servicePorts } from '@secureconnect/contracts';

/** Where a service that is not auth asks for the keys of access tokens. */
export const identitySettings = {
  AUTH_URL: url(['http', 'https'], {
    meaning: 'where auth is found, whose keys access tokens are verified with',
    developmentDefault: `http://127.0.0.1:${servicePorts.auth}`,
  }),
};

/** The values of these settings, among those of every service. */
export type IdentityValues = ValuesOf<typeof identitySettings> & PlatformValues;
