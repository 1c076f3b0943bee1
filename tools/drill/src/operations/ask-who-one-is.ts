import { DrillError } from '../drill.error';
import { type Operation } from './operation';

/** A request with a token: checked, looked up among the revoked, limited, passed on. */
export const askWhoOneIs: Operation = {
  name: 'ask who I am',
  declared: { service: 'gateway', operation: 'revocations.check' },
  async run({ gateway, ada, kept }) {
    const token = kept.sessions.at(-1)?.access;
    const { body } = await gateway.expect(200, 'GET', '/v1/users/me', { token });
    if (body['id'] !== ada.id) throw new DrillError('somebody else was named');
    return 'her own account';
  },
};
