import { file, int, type PlatformValues, type ValuesOf } from '@secureconnect/platform';

/** From which risk on more is asked of people, in hundredths, 100 for never, for no score reaches it; and what it is told by. */
export const riskSettings = {
  RISK_STEP_UP_PERCENT: int(1, 100, {
    meaning: 'risk of a login, in hundredths, from which on a code is asked for as well; 100: never',
    default: 60,
  }),
  RISK_REAUTHENTICATE_PERCENT: int(1, 100, {
    meaning: 'risk of a refresh, in hundredths, from which on the password is asked for; 100: never',
    default: 60,
  }),
  RISK_REVOKE_PERCENT: int(1, 100, {
    meaning: 'risk of a refresh, in hundredths, from which on the session is ended; 100: never',
    default: 80,
  }),
  GEO_DATABASE: file({
    meaning:
      'a database of places in the format of MaxMind (GeoLite2 City, DB-IP City Lite), read at the start; empty: where an address is is not known, and no risk',
    default: '',
  }),
};

/** The values of these settings, among those of every service. */
export type RiskValues = ValuesOf<typeof riskSettings> & PlatformValues;
