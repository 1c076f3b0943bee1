import { type ServiceName } from '@secureconnect/contracts';
import { httpClient, startLoad, until } from '@secureconnect/testing';
import { withService } from './surroundings';

/** How a service ends. */
export function describeEnding(app: ServiceName): void {
  describe('when it is told to end under load', () => {
    const held = withService(app, { SHUTDOWN_DELAY_MS: '500' });

    it('says that it is not ready, cuts no request and exits with 0', async () => {
      const load = startLoad(`${held.service.url}/health`, { connections: 16, deadline: 5_000 });
      await until('under load', () => load.report().total > 200);
      held.service.signal('SIGTERM');
      await until('not ready', async () => {
        const { status, json } = await httpClient(held.service.url).get('/health/ready');
        return status === 503 && (json as { code: string }).code === 'shutting_down';
      });
      expect(await held.service.exited).toMatchObject({ code: 0 });
      const { errors, byStatus, hung } = await load.stop();
      const { ECONNREFUSED: _afterItEnded, ...cut } = errors;
      expect(cut).toEqual({});
      expect(Object.keys(byStatus)).toEqual(['200']);
      expect(hung).toBe(0);
    });
  });

  describe('when it is told to end twice', () => {
    const held = withService(app, { SHUTDOWN_DELAY_MS: '20000' });

    it('ends at once', async () => {
      held.service.signal('SIGINT');
      await until('heard', () => held.service.log().includes('taking no new work'));
      held.service.signal('SIGINT');
      expect(await held.service.exited).toMatchObject({ code: 1 });
    });
  });
}
