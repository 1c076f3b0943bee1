import { until } from '@secureconnect/testing';
import { DeadLetterLog } from './dead-letter-log';

it('many dead letters are one line of each queue, and their number later', async () => {
  const lines: { msg: string; queue: string; count?: number }[] = [];
  const log = new DeadLetterLog({ warn: (line: (typeof lines)[0]) => lines.push(line) }, 200);
  for (let letter = 0; letter < 5_000; letter += 1) log.note('mail', 'why', { job_id: `${letter}` });
  log.note('other', 'why else', {});
  expect(lines).toEqual([
    { msg: 'A job of "mail" is a dead letter: why', queue: 'mail', job_id: '0' },
    { msg: 'A job of "other" is a dead letter: why else', queue: 'other' },
  ]);
  await until('their number', () => lines.length === 3);
  expect(lines[2]).toMatchObject({ queue: 'mail', count: 4_999 });
});
