import { createECDH } from 'node:crypto';
import { setting, type SettingRule } from '@secureconnect/platform';

const keyOf =
  (bytes: number) =>
  (text: string): string => {
    if (text === '') return text;
    if (!/^[\w-]+$/.test(text) || Buffer.from(text, 'base64url').length !== bytes)
      throw new Error(`be ${bytes} bytes in base64url`);
    return text;
  };

function subjectOf(text: string): string {
  const isSubject = text === '' || (URL.canParse(text) && /^(https|mailto):./.test(text));
  if (!isSubject)
    throw new Error('be an https: or mailto: URL, by which a push service can reach whoever runs this');
  return text;
}

function publicKeyOf(privateKey: string): string {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(Buffer.from(privateKey, 'base64url'));
  return curve.getPublicKey().toString('base64url');
}

/** Half a set would switch Web Push off without a word. */
const whole: SettingRule = {
  with: ['PUSH_VAPID_PUBLIC_KEY', 'PUSH_VAPID_PRIVATE_KEY', 'PUSH_VAPID_SUBJECT'],
  fault: (own, set) =>
    own === '' &&
    set.some((value) => value !== '') &&
    'be set: PUSH_VAPID_PUBLIC_KEY, _PRIVATE_KEY and _SUBJECT come together',
};

const ofOnePair: SettingRule = {
  with: ['PUSH_VAPID_PRIVATE_KEY'],
  fault: (publicKey, [privateKey]) =>
    publicKey !== '' &&
    privateKey !== '' &&
    publicKeyOf(String(privateKey)) !== publicKey &&
    'be the public key of PUSH_VAPID_PRIVATE_KEY',
};

/** By what push services of browsers know who sends. */
export const vapidSettings = {
  PUSH_VAPID_PUBLIC_KEY: setting('65 bytes in base64url', keyOf(65), {
    meaning: 'the VAPID public key, which browsers subscribe with; empty: there is no Web Push',
    default: '',
    rules: [whole, ofOnePair],
  }),
  PUSH_VAPID_PRIVATE_KEY: setting('32 bytes in base64url', keyOf(32), {
    meaning: 'its private key, which signs what is sent; with another pair all browsers must subscribe again',
    default: '',
    secret: true,
    rules: [whole],
  }),
  PUSH_VAPID_SUBJECT: setting('https://… or mailto:…', subjectOf, {
    meaning: 'where a push service reaches whoever runs this',
    default: '',
    rules: [whole],
  }),
};
