import {
  int,
  type PlatformValues,
  secretText,
  type SettingRule,
  type ValuesOf,
} from '@secureconnect/platform';

const longestSeconds = 366 * 86_400;

/** More than the JWKS is kept by all caches together. */
const leastLeadSeconds = 900;
/** An access token lives 900, and a signer may learn that it is over a little late. */
const leastKeptSeconds = 1_000;

/** There must be time to publish the next key while the present one signs. */
const withinItsLife: SettingRule = {
  with: ['SIGNING_KEY_LIFE_SECONDS'],
  fault: (lead, [life]) => Number(lead) >= Number(life) && 'be less than SIGNING_KEY_LIFE_SECONDS',
};

/** How the keys that sign access tokens are kept and how long each lives. */
export const signingKeySettings = {
  SIGNING_KEYS_SECRET: secretText(32, {
    meaning:
      'encrypts the private signing keys in PostgreSQL; empty, outside production: made of the password and name of the database',
    developmentDefault: '',
  }),
  SIGNING_KEYS_SECRET_BEFORE: secretText(32, {
    meaning: 'the SIGNING_KEYS_SECRET before this one, until every instance has the new one; empty: none',
    default: '',
  }),
  SIGNING_KEY_LIFE_SECONDS: int(3_600, longestSeconds, {
    meaning: 'seconds for which one key signs; then the next one does',
    default: 30 * 86_400,
  }),
  SIGNING_KEY_LEAD_SECONDS: int(leastLeadSeconds, longestSeconds, {
    meaning: 'seconds for which a key is published before it signs, so that whoever verifies has it by then',
    default: 3_600,
    rules: [withinItsLife],
  }),
  SIGNING_KEY_KEPT_SECONDS: int(leastKeptSeconds, longestSeconds, {
    meaning: 'seconds for which a key is published after it last signed; more than an access token lives',
    default: 3_600,
  }),
};

/** The values of these settings, among those of every service. */
export type SigningKeyValues = ValuesOf<typeof signingKeySettings> & PlatformValues;
