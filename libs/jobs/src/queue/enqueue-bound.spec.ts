import { until } from '@secureconnect/testing';
import { IsString } from 'class-validator';
import { defineJob } from '../definition/define-job';
import { TableScene } from '../table/table-scene.contract';

class Mail {
  @IsString() to: string;
}
const mail = defineJob({ name: 'mail', payload: Mail, maxPayloadBytes: 8_388_608 });

it('while PostgreSQL hangs, 32 MB wait at most, keyed or not: what comes then is refused at once', async () => {
  const scene = await TableScene.start();
  try {
    const jobs = (await scene.instance()).jobsWithin(20_000);
    await jobs.enqueue(mail, { to: 'before' });
    scene.postgres.freeze();
    const to = 'x'.repeat(8_000_000);
    const outcomes: string[] = [];
    const all = Array.from({ length: 10 }, (_, at) =>
      jobs.enqueue(mail, { to }, at % 2 ? { uniqueKey: `${at}` } : {}).catch((error: Error) => {
        outcomes.push(error.name);
      }),
    );
    await until('some to be refused', () => outcomes.length > 0, { timeout: 10_000 });
    // At least the five for which there is room wait on.
    expect(new Set(outcomes)).toEqual(new Set(['EnqueueDeadlineError']));
    expect(outcomes.length).toBeLessThanOrEqual(5);
    scene.postgres.thaw();
    await Promise.all(all);
  } finally {
    scene.postgres.thaw();
    await scene.close();
  }
});
