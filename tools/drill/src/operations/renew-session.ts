import { DrillError } from '../drill.error';
import { type Operation } from './operation';

/** The refresh token is exchanged for new ones. */
export const renewSession: Operation = {
  name: 'renew the session',
  declared: { service: 'auth', operation: 'refresh' },
  async run({ gateway, kept }, phase) {
    const session = kept.sessions.pop();
    if (!session) throw new DrillError('there is no session to renew');
    if (session.refresh === '') {
      kept.sessions.push(session);
      return 'nothing to renew: the login was stateless';
    }
    const json = { refresh_token: session.refresh };
    const { body } = await gateway.expect(200, 'POST', '/v1/auth/refresh', { json });
    const { access_token: access, refresh_token: refresh } = body as Record<string, string>;
    if (!access || !refresh || refresh === session.refresh) throw new DrillError('no new tokens came');
    kept.sessions.push({ access, refresh, phase });
    return 'new tokens, the old one is spent';
  },
};
