import { type ServiceName } from '@secureconnect/contracts';
import { httpClient, until } from '@secureconnect/testing';
import { type Held, measure } from './surroundings';

/** That a service does its background work, and shows it. */
export function describeJobs(app: ServiceName, held: Held): void {
  describe('when there is background work', () => {
    const http = () => httpClient(held.service.url);
    const sql = <Row extends object>(text: string) =>
      held.surroundings.postgres.sql<Row>(text, [], held.surroundings.database);

    it('forgets expired Idempotency-Keys, and keeps the others', async () => {
      await sql(`
        INSERT INTO ${app}.idempotency_keys
        SELECT 'POST /x', 'ann', n::text, '', gen_random_uuid(), now(), NULL, now() + n * interval '1 h'
        FROM generate_series(-2, 2) AS n`);
      const schedules = () => sql(`SELECT FROM ${app}.job_schedules WHERE name = 'clean-idempotency-keys'`);
      await until('the schedule', async () => (await schedules()).length === 1);
      await sql(`UPDATE ${app}.job_schedules SET next_at = now()`);
      const keys = async () => (await sql(`SELECT FROM ${app}.idempotency_keys`)).length;
      await until('the expired ones to go', async () => (await keys()) < 5, { timeout: 20_000 });
      expect(await keys()).toBe(2);
    });

    it('shows its queues in health and metrics', async () => {
      await until('a worker to be seen', async () => measure((await http().get('/metrics')).text, 'job_workers') === 1); // prettier-ignore
      expect((await http().get('/metrics')).text).toContain(
        'jobs{queue="clean-idempotency-keys",state="dead"} 0',
      );
      expect((await http().get('/health')).json).toMatchObject({
        components: { jobs: { status: 'up', queues: { 'clean-idempotency-keys': { dead: 0 } } } },
      });
    });

    it('shows its jobs to operators alone', async () => {
      const code = async (path: string) => ((await http().get(path)).json as { code?: string }).code;
      expect(await code('/operator/jobs/queues')).toBe('operator_token_wrong');
      expect(await code('/operator/jobs/dead')).toBe('operator_token_wrong');
    });
  });
}
