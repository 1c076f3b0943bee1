import { bool, int, type PlatformValues, type ValuesOf } from '@secureconnect/platform';

/** What accounts may do, and how often. */
export const accountSettings = {
  REQUIRE_VERIFIED_EMAIL: bool({
    meaning: 'only who has verified the address logs in and is found by it',
    default: true,
    developmentDefault: false,
  }),
  UNVERIFIED_ACCOUNT_DAYS: int(0, 3_650, {
    meaning:
      'days after which an account goes whose address nobody has verified, where that is required to log in; 0: never',
    default: 7,
  }),
  REAUTHENTICATION_SECONDS: int(30, 86_400, {
    meaning: 'seconds after a login for which the address may be changed without another one',
    default: 600,
  }),
  MAIL_REQUESTS_PER_HOUR: int(1, 1_000_000, {
    meaning: 'registrations and requests for mail that one network address may make in an hour',
    default: 100,
    // Whoever develops or tests registers people by the hundred, all of them from one address.
    developmentDefault: 10_000,
  }),
  DIRECTORY_LOOKUPS_PER_MINUTE: int(1, 1_000_000, {
    meaning: 'look-ups in the directory that one account may make in a minute',
    default: 60,
  }),
};

/** The values of these settings, among those of every service. */
export type AccountValues = ValuesOf<typeof accountSettings> & PlatformValues;
