import { int, type PlatformValues, type ValuesOf } from '@secureconnect/platform';

/** From which risk on more is asked of people; in hundredths, and 100 for never, for no score reaches it. */
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
    default: 90,
  }),
};

/** The values of these settings, among those of every service. */
export type RiskValues = ValuesOf<typeof riskSettings> & PlatformValues;
