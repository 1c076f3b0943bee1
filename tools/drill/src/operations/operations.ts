import { askWhoOneIs } from './ask-who-one-is';
import { call } from './call';
import { guessPassword } from './guess-password';
import { logIn } from './log-in';
import { type Operation } from './operation';
import { readMessages } from './read-messages';
import { renewSession } from './renew-session';
import { seePresence } from './see-presence';
import { signOut } from './sign-out';
import { uploadFile } from './upload-file';
import { writeMessage } from './write-message';

/** What is done in each phase, in this order: later ones use what earlier ones made. */
export const operations: readonly Operation[] = [
  ...[logIn, askWhoOneIs, renewSession, writeMessage, readMessages, seePresence],
  ...[call, uploadFile, guessPassword, signOut],
];
