import {
  int,
  list,
  type PlatformValues,
  secretText,
  type SettingRule,
  type ValuesOf,
} from '@secureconnect/platform';

const isEmpty = (value: unknown): boolean => (value as string | readonly string[]).length === 0;

const isStunUrl = (item: string): boolean => /^stuns?:(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(item);
const isTurnUrl = (item: string): boolean =>
  /^turns?:(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?:\?transport=(?:udp|tcp))?$/i.test(item);

/** Without the secret nobody could use the servers; one without servers was meant for some. */
const together: SettingRule = {
  with: ['TURN_SECRET'],
  fault: (urls, [secret]) =>
    isEmpty(urls) !== isEmpty(secret) &&
    (isEmpty(urls)
      ? 'be set while TURN_SECRET is'
      : 'come with TURN_SECRET, the secret these servers share with us'),
};

/** Which servers those in a call find a way to each other with. */
export const iceSettings = {
  STUN_URLS: list('stun: URLs', isStunUrl, {
    meaning: 'servers that tell clients their public address; empty: none',
    default: '',
  }),
  TURN_URLS: list('turn: URLs', isTurnUrl, {
    meaning: 'servers that relay calls where there is no other way, with TURN_SECRET; empty: none',
    default: '',
    rules: [together],
  }),
  TURN_SECRET: secretText(24, {
    meaning: 'the secret that coturn has as static-auth-secret; empty: there is no TURN server',
    default: '',
  }),
  TURN_CREDENTIAL_SECONDS: int(60, 86_400, {
    meaning:
      'seconds for which a credential for TURN is good; whoever is still in the call has a new one at half time',
    default: 600,
  }),
};

/** The values of these settings, among those of every service. */
export type IceValues = ValuesOf<typeof iceSettings> & PlatformValues;
