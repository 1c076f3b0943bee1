import { Logger } from '@nestjs/common';
import { until } from '@secureconnect/testing';
import { HoldBack, mostHeld } from './hold-back';

interface Told {
  readonly event: string;
  readonly data: string;
}

describe('what sockets are told while nobody can say who was signed out', () => {
  let isInformed: boolean;
  let told: string[];
  let lost: string[][];
  let held: HoldBack<Told>;

  beforeEach(() => {
    [isInformed, told, lost] = [true, [], []];
    held = new HoldBack<Told>(
      { isInformed: () => isInformed },
      {
        tell: ({ event, data }) => {
          if (event === 'broken') throw new Error('it cannot be encoded');
          told.push(data);
        },
        instead: (those) => {
          lost.push(those.map(({ data }) => data));
          return [{ event: 'gap', data: `instead of ${those.length}` }];
        },
        isFleeting: ({ event }) => event === 'fleeting',
      },
    );
  });
  afterEach(() => held.close());

  const say = (...all: string[]) => all.forEach((data) => held.say({ event: 'said', data }));

  it('is told at once while somebody can', () => {
    say('first', 'second');
    expect(told).toEqual(['first', 'second']);
  });

  it('is held, and told in its order before the next', () => {
    isInformed = false;
    say('first', 'second');
    expect(told).toEqual([]);
    isInformed = true;
    say('third');
    expect(told).toEqual(['first', 'second', 'third']);
  });

  it('is told without another word once somebody can say', async () => {
    isInformed = false;
    say('alone');
    isInformed = true;
    await until('it to be told', () => told.length > 0);
    expect(told).toEqual(['alone']);
  });

  it('is held again where nobody can say once more', () => {
    for (const data of ['first', 'second']) {
      isInformed = false;
      say(data);
      isInformed = true;
      say(`after ${data}`);
    }
    expect(told).toEqual(['first', 'after first', 'second', 'after second']);
  });

  it('is dropped where it is worth nothing later', () => {
    held.say({ event: 'fleeting', data: 'now' });
    isInformed = false;
    held.say({ event: 'fleeting', data: 'too late' });
    isInformed = true;
    say('next');
    expect(told).toEqual(['now', 'next']);
  });

  it('is replaced where it is too much, each time by what is said in its place, before what follows', () => {
    isInformed = false;
    const many = Array.from({ length: mostHeld.tellings + 1 }, (_, each) => `${each}`);
    say(...many, 'between', ...many.slice(1), 'rest');
    expect(lost).toEqual([many, [`instead of ${many.length}`, 'between', ...many.slice(1, -1)]]);
    isInformed = true;
    say('next');
    expect(told).toEqual([`instead of ${many.length}`, `${many.length - 1}`, 'rest', 'next']);
  });

  it('is replaced where it is too long, however little it is', () => {
    isInformed = false;
    say('x'.repeat(mostHeld.characters / 2), 'y'.repeat(mostHeld.characters / 2), 'rest');
    expect(lost).toHaveLength(1);
    isInformed = true;
    say('next');
    expect(told).toEqual(['instead of 2', 'rest', 'next']);
  });

  it('does not stay away because of what cannot be said, which is logged', () => {
    const complained = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    isInformed = false;
    say('first');
    held.say({ event: 'broken', data: '' });
    say('second');
    isInformed = true;
    held.say({ event: 'broken', data: '' });
    say('third');
    expect(told).toEqual(['first', 'second', 'third']);
    const said = [expect.stringContaining('"broken"'), expect.anything()];
    expect(complained.mock.calls).toEqual([said, said]);
    complained.mockRestore();
  });

  it('is told to nobody any more where the service ends', () => {
    jest.useFakeTimers();
    isInformed = false;
    say('late');
    held.close();
    isInformed = true;
    jest.advanceTimersByTime(60_000);
    jest.useRealTimers();
    expect(told).toEqual([]);
  });
});
