import { DrillError } from '../drill.error';
import { type Operation } from './operation';

/** A new session, by address and password. */
export const logIn: Operation = {
  name: 'log in',
  declared: { service: 'auth', operation: 'login' },
  async run({ ada, kept }, phase) {
    const tokens = await ada.logIn();
    if (!tokens) throw new DrillError('the right password was refused');
    kept.sessions.push({ ...tokens, phase });
    return tokens.refresh ? 'a session, with tokens' : 'a token of 5 minutes, and no session (stateless)';
  },
};
