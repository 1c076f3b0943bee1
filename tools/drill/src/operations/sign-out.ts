import { DrillError } from '../drill.error';
import { type Operation } from './operation';

/** A session is ended, and its token is refused from then on. */
export const signOut: Operation = {
  name: 'sign out',
  declared: { service: 'auth', operation: 'logout' },
  async run({ gateway, ada, kept }, phase) {
    const tokens = await ada.logIn();
    if (!tokens) throw new DrillError('the right password was refused');
    const token = tokens.access;
    await gateway.expect(204, 'POST', '/v1/auth/logout', { token });
    kept.signedOut.push({ ...tokens, phase });
    const { status } = await gateway.ask('GET', '/v1/users/me', { token });
    if (status !== 401) throw new DrillError(`the revoked token was answered ${status}`);
    return 'the token is refused with the next request';
  },
};
