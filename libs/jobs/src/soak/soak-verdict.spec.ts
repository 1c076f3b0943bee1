import { type Asked } from './soak-producers.contract';
import { type RunLine } from './soak-record.contract';
import { type SoakQueue } from './soak-queues.contract';
import { judgeSoak, type SoakHistory } from './soak-verdict.contract';

const nothing: SoakHistory = {
  asked: [],
  lines: [],
  effects: { effect: [], inEnd: [], ordered: [], change: [], once: [] },
  changes: [],
  dead: [],
  left: 0,
};
const job = (queue: SoakQueue, number: number, more: Partial<Asked> = {}): Asked => ({
  ...{ order: number, queue, number, takesMs: 0, outcome: 'accepted' },
  ...more,
});
const ran = (queue: SoakQueue, number: number, attempt = 1): RunLine[] =>
  (['begin', 'done'] as const).map((what) => ({ what, queue, number, attempt }));
const judge = (history: Partial<SoakHistory>) => judgeSoak({ ...nothing, ...history }).broken;
const effects = (of: Partial<SoakHistory['effects']>) => ({ effects: { ...nothing.effects, ...of } });
const [a, b] = [1, 2].map((number) => job('ordered', number, { options: { orderKey: 'key' } })) as [
  Asked,
  Asked,
];
const bothOrdered = { asked: [a, b], ...effects({ ordered: [1, 2] }) };

describe('the verdict over a soak', () => {
  it('is good where each job that was accepted has left its effect once', () => {
    const asked = [job('effect', 1), job('inEnd', 2), job('once', 3), job('change', 4)];
    const lines = asked.flatMap(({ queue, number }) => ran(queue, number));
    const history = { asked, lines, changes: [4], ...effects({ effect: [1], inEnd: [2], change: [4] }) };
    expect(judge(history)).toEqual([]);
    expect(judge({ ...bothOrdered, lines: [...ran('ordered', 1), ...ran('ordered', 2)] })).toEqual([]);
  });

  it.each<[string, Partial<SoakHistory>, string]>([
    ['an effect is missing', { asked: [job('effect', 1)] }, 'without their effect: 1'],
    ['an effect is there twice', { asked: [job('inEnd', 1)], ...effects({ inEnd: [1, 1] }) }, 'inEnd twice: 1'],
    ['a job that runs at most once ran twice', { lines: [...ran('once', 1), ...ran('once', 1, 2)] }, 'run twice: 1'],
    ['nobody knows of a job that runs at most once', { asked: [job('once', 1)] }, 'nobody knows of: 1'],
    ['a change has no job', { changes: [1] }, 'changes without their job: 1'],
    ['a job has no change', { ...effects({ change: [1] }) }, 'a change that is not there: 1'],
    ['a change is lost', { asked: [job('change', 1)] }, 'changes that are not there: 1'],
    [
      'a change was rolled back and its job ran',
      { asked: [job('change', 1, { outcome: 'refused', isUndone: true })], changes: [1], ...effects({ change: [1] }) },
      'rolled back: 1',
    ],
    ['a job that was refused ran', { asked: [job('effect', 1, { outcome: 'refused' })], lines: ran('effect', 1) }, 'refused jobs that ran: 1'],
    ['jobs never ended', { left: 3 }, '3 jobs never ended'],
    ['a job was given up', { dead: [{ queue: 'soak-effect', number: 1, reason: 'failed' }] }, 'run at least once: 1'],
    ['one of an order key overtook another', { ...bothOrdered, lines: [...ran('ordered', 2), ...ran('ordered', 1)] }, 'was done: 2'],
  ])('is bad where %s', (_what, history, sentence) => {
    expect(judge(history)).toEqual([expect.stringContaining(sentence)]);
  }); // prettier-ignore

  it('counts a job that runs at most once, and whose fate nobody knows, as known', () => {
    const dead = [{ queue: 'soak-once', number: 1, reason: 'fate_unknown' }];
    expect(judge({ asked: [job('once', 1)], dead })).toEqual([]);
  });
});
