import { type PlatformValues, secretText, type ValuesOf } from '@secureconnect/platform';

/** The one secret that all of auth's sealing and keyed hashes are derived from. */
export const authSecretSettings = {
  AUTH_SECRET: secretText(32, {
    meaning:
      'seals what auth keeps of people and keys its hashes; empty, outside production: made of the password and name of the database',
    developmentDefault: '',
  }),
  AUTH_SECRET_BEFORE: secretText(32, {
    meaning:
      'the AUTH_SECRET before this one, until all that it sealed is sealed anew or has ended; empty: none',
    default: '',
  }),
};

/** The values of these settings, among those of every service. */
export type AuthSecretValues = ValuesOf<typeof authSecretSettings> & PlatformValues;
