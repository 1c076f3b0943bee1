import { secretIn } from './secret-in';
import { type StateFolder } from './state-folder';

/** What an operator shows in a state folder, the same to all services. */
export const operatorSecrets = (folder: StateFolder): NodeJS.ProcessEnv => ({
  OPERATOR_TOKEN: secretIn(folder.operatorToken, folder),
});
