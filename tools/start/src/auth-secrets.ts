import { secretIn } from './secret-in';
import { type StateFolder } from './state-folder';

/** What auth seals with in a state folder. */
export const authSecrets = (folder: StateFolder): NodeJS.ProcessEnv => ({
  SIGNING_KEYS_SECRET: secretIn(folder.signingKeysSecret, folder),
  AUTH_SECRET: secretIn(folder.authSecret, folder),
});
