import {
  int,
  oneOf,
  type PlatformValues,
  secretText,
  type SettingRule,
  type ValuesOf,
} from '@secureconnect/platform';
import { apnsSettings } from './apns.settings';
import { fcmSettings } from './fcm.settings';
import { vapidSettings } from './vapid.settings';

/** Whoever may have a service of ours ask addresses inside may have it ask all that trusts it. */
const notInProduction: SettingRule = {
  with: ['NODE_ENV'],
  fault: (targets, [environment]) =>
    targets === 'allowed' && environment === 'production' && 'be refused in production',
};

/** How devices are woken, and what their tokens are kept with. */
export const pushSettings = {
  PUSH_SECRET: secretText(32, {
    meaning:
      'seals what wakes devices in PostgreSQL; empty, outside production: made of the password and name of the database',
    developmentDefault: '',
  }),
  PUSH_SECRET_BEFORE: secretText(32, {
    meaning: 'the PUSH_SECRET before this one, until devices have registered again; empty: none',
    default: '',
  }),
  PUSH_TOKEN_DAYS: int(1, 366, {
    meaning: 'days after which a device that has not registered again is forgotten',
    default: 60,
  }),
  PUSH_PRIVATE_TARGETS: oneOf(['refused', 'allowed'], {
    meaning:
      'allowed: Web Push may be sent to addresses that are not public, and to loopback by http; for tests',
    default: 'refused',
    rules: [notInProduction],
  }),
  ...vapidSettings,
  ...fcmSettings,
  ...apnsSettings,
};

/** The values of these settings, among those of every service. */
export type PushValues = ValuesOf<typeof pushSettings> & PlatformValues;
