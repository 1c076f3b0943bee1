import { type MadeFault, type StormHistory } from '../history/storm-history';
import { subjects } from '../history/subject';
import { MadeHistory } from '../models/made-history.contract';
import { judgeExercise } from './judge-exercise';

const faults = (made: number, failed: number): MadeFault[] =>
  Array.from({ length: made + failed }, (_, number) => ({
    ...{ number, name: 'redis-killed', struck: 'redis', from: number, to: number + 1 },
    ...(number < failed && { failed: 'it was not there' }),
  }));
const storm = (of: readonly (typeof subjects)[number][], rest: Partial<StormHistory> = {}): StormHistory => {
  const history = new MadeHistory();
  for (const subject of of) history.step({ subject, what: 'ask' });
  return { ...history, ended: 90_000, calmFrom: 70_000, ...rest };
};
const wordsOf = (history: StormHistory) =>
  judgeExercise(history).map(({ fault, what }) => `${fault}: ${what}`);

describe('a storm that held', () => {
  it('is one in which somebody was answered of everything', () => {
    expect(wordsOf(storm(subjects))).toEqual([]);
    const unanswered = storm(subjects.slice(1));
    const asked = { ...unanswered.steps[0]!, subject: subjects[0], outcome: 'unknown' } as const;
    expect(wordsOf({ ...unanswered, steps: [...unanswered.steps, asked] })).toEqual([
      `untried: nothing that anybody asked for of ${subjects[0]} was answered`,
    ]);
  });

  it('is one in which what was to break did', () => {
    expect(wordsOf(storm(subjects, { faults: faults(20, 3) }))).toEqual([]);
    expect(wordsOf(storm(subjects, { faults: faults(30, 5) }))).toEqual([]);
    expect(wordsOf(storm(subjects, { faults: faults(10, 6) }))).toEqual([
      'unbroken: 6 of 16 faults could not be made or ended',
    ]);
  });

  it('need not have all of it where it is shorter than a minute', () => {
    expect(wordsOf(storm([], { calmFrom: 30_000, faults: faults(0, 9) }))).toEqual([]);
  });
});
