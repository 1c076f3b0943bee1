import { Injectable } from '@nestjs/common';
import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { IsOptional } from 'class-validator';
import { defineJob } from '../definition/define-job';
import { Job } from '../definition/job.decorator';
import { allEnded, type Instance, LabHandlers, ready, startInstance } from '../worker/worker-lab.contract';

class Nothing {
  @IsOptional()
  more?: string;
}

const ticks: string[] = [];
const tick = defineJob({ name: 'tick', payload: Nothing, repeat: { everyMs: 300 } });
/** Comes in a year at the earliest: it is only to be declared. */
const rare = defineJob({ name: 'rare', payload: Nothing, repeat: { cron: '0 0 29 2 *' } });

@Injectable()
class TickHandlers {
  @Job(tick)
  tick(_payload: Nothing, { id }: { id: string }): void {
    ticks.push(id);
  }

  @Job(rare)
  rare(): void {
    throw new Error('not today');
  }
}

describe('a queue that feeds itself', () => {
  let postgres: PostgresServer;
  const instances: Instance[] = [];
  const plan = async (): Promise<number> => {
    const [row] = await postgres.sql<{ ms: number }>(
      `SELECT (extract(epoch FROM next_at) * 1000)::float8 AS ms FROM chat.job_schedules WHERE name = 'tick'`,
    );
    return row?.ms ?? NaN;
  };

  beforeAll(async () => {
    postgres = await startPostgres();
    for (const name of ['one', 'two', 'three'])
      instances.push(await startInstance(name, postgres.url, {}, [LabHandlers, TickHandlers]));
    await Promise.all(instances.map(ready));
  });
  afterAll(async () => {
    await Promise.all(instances.map(({ app }) => app.close()));
    await postgres.close();
  });

  it('is fed once a period, however many instances there are', async () => {
    await until('its schedule', async () => (await plan()) > 0);
    const [first, before] = [await plan(), ticks.length];
    await until('eight periods', async () => (await plan()) >= first + 8 * 300, { timeout: 20_000 });
    await allEnded(postgres);
    // Periods that passed unseen bring no job; none brings two.
    const periods = Math.round(((await plan()) - first) / 300);
    expect(ticks.length - before).toBeLessThanOrEqual(periods + 1);
    expect(ticks.length - before).toBeGreaterThanOrEqual(4);
    expect(new Set(ticks).size).toBe(ticks.length);
  }, 40_000);

  it('is fed once for an outage of many periods, and keeps its beat', async () => {
    const before = await plan();
    await postgres.kill();
    const missed = ticks.length;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await postgres.start();
    await until('it to go on', () => ticks.length > missed, { timeout: 20_000 });
    const now = await plan();
    expect((now - before) % 300).toBeCloseTo(0, 1);
    // Fewer than the periods that passed meanwhile.
    expect(ticks.length - missed).toBeLessThan(Math.round((now - before) / 300));
  }, 40_000);

  it('goes on when the clock by which it was planned is put right', async () => {
    // As if PostgreSQL's clock had been a day ahead until now.
    const aDayAhead = `
      UPDATE chat.job_schedules SET next_at = next_at + interval '1 day' WHERE name = 'tick'`;
    await postgres.sql(aDayAhead);
    const before = ticks.length;
    await until('it to go on', () => ticks.length > before + 1, { timeout: 20_000 });
    expect(await plan()).toBeLessThan(Date.now() + 3_600_000);
  }, 40_000);
});
