import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { oneOf, setting, type SettingRule } from '@secureconnect/platform';

const parts = ['PUSH_APNS_KEY_FILE', 'PUSH_APNS_KEY_ID', 'PUSH_APNS_TEAM_ID', 'PUSH_APNS_TOPIC'] as const;

/** Half a set would switch APNs off without a word. */
const whole: SettingRule = {
  with: parts,
  fault: (own, set) =>
    own === '' && set.some((value) => value !== '') && `be set: ${parts.join(', ')} come together`,
};

function keyFile(path: string): string {
  if (path === '') return path;
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(readFileSync(path, 'utf8'));
    if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1') return path;
  } catch (cause) {
    throw new Error('be the path of a readable .p8 file with the key', { cause });
  }
  throw new Error('be the path of a .p8 file with a P-256 key');
}

const matching =
  (pattern: RegExp, what: string) =>
  (text: string): string => {
    if (text !== '' && !pattern.test(text)) throw new Error(`be ${what}`);
    return text;
  };

/** How Apple's devices are woken. */
export const apnsSettings = {
  PUSH_APNS_KEY_FILE: setting('the path of a .p8 file', keyFile, {
    meaning: 'the key by which Apple knows who sends; empty: nothing is sent by APNs',
    default: '',
    rules: [whole],
  }),
  PUSH_APNS_KEY_ID: setting('10 characters', matching(/^[A-Z0-9]{10}$/, 'the ten characters of a key id'), {
    meaning: 'the id of that key',
    default: '',
    rules: [whole],
  }),
  PUSH_APNS_TEAM_ID: setting('10 characters', matching(/^[A-Z0-9]{10}$/, 'the ten characters of a team id'), {
    meaning: 'the id of the team that the key belongs to',
    default: '',
    rules: [whole],
  }),
  PUSH_APNS_TOPIC: setting('a bundle id', matching(/^[\w.-]{1,155}$/, 'the bundle id of the app'), {
    meaning: 'the bundle id of the app; .voip is added where that is meant',
    default: '',
    rules: [whole],
  }),
  PUSH_APNS_PUSH_TYPE: oneOf(['voip', 'alert'], {
    meaning: 'voip: the tokens of devices are those of PushKit; alert: those of ordinary notifications',
    default: 'voip',
  }),
  PUSH_APNS_HOST: oneOf(['production', 'sandbox'], {
    meaning: "which of Apple's two services the tokens are of",
    default: 'production',
  }),
};
