import { Logger } from '@nestjs/common';
import { until } from '@secureconnect/testing';
import { type HealthReporter } from '../health-reporter.service';
import { HealthLook } from './health-look.service';

describe('a look at the health of an instance', () => {
  const report = { status: 'ok', components: { postgres: { status: 'up' } } };
  let answer: () => Promise<unknown>;
  const look = new HealthLook({ report: () => answer() } as unknown as HealthReporter);

  afterEach(() => jest.restoreAllMocks());

  it('is told with its time, and again while the next one hangs', async () => {
    answer = () => Promise.resolve(report);
    const seen = await look.look();
    expect(seen?.report).toEqual(report);
    let end = (): void => undefined;
    answer = () => new Promise((resolve) => (end = () => resolve(report)));
    expect(await look.look()).toBe(seen);
    answer = () => Promise.resolve(report);
    end();
    await until('the next', async () => (await look.look()) !== seen);
  });

  it('is not green any more where it fails', async () => {
    const said = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    answer = () => Promise.reject(new Error('a component that throws'));
    const seen = await until('it to fail', async () => {
      const now = await look.look();
      return now?.report.status === 'unavailable' ? now : undefined;
    });
    expect(seen?.report.components).toMatchObject({
      health: { status: 'down', last_error: 'a component that throws' },
    });
    expect(said).toHaveBeenCalledWith('Health cannot be told: a component that throws');
  });
});
