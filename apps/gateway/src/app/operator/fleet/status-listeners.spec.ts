import { Logger } from '@nestjs/common';
import { Drain } from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { type ActionLog } from '../levers/action-log.service';
import { type FleetReporter } from './fleet-reporter.service';
import { type FleetWatch } from './fleet-watch.service';
import { StatusListeners } from './status-listeners.service';

describe('who looks on', () => {
  const lines: string[] = [];
  let fails = false;
  const fleet = { look: () => Promise.resolve() } as FleetWatch;
  const reporter = {
    now() {
      if (fails) throw new Error('a report that nobody understands');
      return {};
    },
  } as unknown as FleetReporter;
  const actions = { refresh: () => Promise.resolve() } as unknown as ActionLog;

  beforeEach(() => {
    lines.length = 0;
    fails = false;
    jest.spyOn(Logger.prototype, 'error').mockImplementation((line: string) => void lines.push(line));
  });
  afterEach(() => jest.restoreAllMocks());

  it('is told again once what could not be put together can be, and the gateway lives on', async () => {
    const listeners = new StatusListeners(fleet, reporter, actions, new Drain());
    fails = true;
    const stream = listeners.open(new Date(Date.now() + 60_000));
    let told = '';
    stream.on('data', (data) => (told += String(data)));
    await until('it to be in the log', () => lines.length >= 2);
    expect(new Set(lines)).toEqual(
      new Set(['The page for operators cannot be told how things are: a report that nobody understands']),
    );
    expect(told).toBe(': here\n\n');
    fails = false;
    await until('the next', () => told.includes('event: status'));
    listeners.onApplicationShutdown();
  });
});
