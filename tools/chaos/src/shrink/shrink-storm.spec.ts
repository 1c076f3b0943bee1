import { type Finding } from '../history/finding';
import { type KeptStorm } from '../history/kept-storm';
import { drawPlan } from '../storm/draw-plan';
import { type StormPlan } from '../storm/storm-plan';
import { fewest } from './fewest';
import { shrinkStorm } from './shrink-storm';

const finding: Finding = { subject: 'messages', fault: 'message-lost', what: 'gone', at: 1, steps: [] };
const plan = drawPlan({ seed: 5, form: 'standalone', people: 16, minutes: 5 });

function held(of: StormPlan, findings: readonly Finding[]): KeptStorm {
  const nothing = { steps: [], heard: [], faults: [], found: [], noticed: [] };
  return { plan: of, history: { seed: 1, began: 0, ended: 1, ...nothing }, modes: [], memory: {}, findings };
}

/** Stands for storms alone: what is tried here is the search. */
const failingWith = (isFailing: (of: StormPlan) => boolean) => {
  const tried: StormPlan[] = [];
  const hold = (of: StormPlan): Promise<KeptStorm> => {
    tried.push(of);
    return Promise.resolve(held(of, isFailing(of) ? [finding] : []));
  };
  return { tried, hold };
};

const shrink = (hold: (of: StormPlan) => Promise<KeptStorm>, runs = 1_000) =>
  shrinkStorm(held(plan, [finding]), hold, { runs, tell: () => undefined });

describe('making a storm shorter', () => {
  it('finds the one fault that matters, few people and little time', async () => {
    const guilty = plan.faults[37]!.number;
    const { hold } = failingWith(({ faults }) => faults.some(({ number }) => number === guilty));
    const shrunk = await shrink(hold);
    const { faults, people, lastsMs } = shrunk!.shortest.plan;
    expect(faults.map(({ number }) => number)).toEqual([guilty]);
    expect(people).toBe(2);
    expect(lastsMs).toBeLessThan(25_000);
    expect(shrunk!.isWhole).toBe(true);
  });

  it('finds two that matter together, however far apart, and keeps their order', async () => {
    const [one, other] = [plan.faults[3]!.number, plan.faults[41]!.number];
    const { hold } = failingWith(({ faults, people }) => {
      const numbers = faults.map(({ number }) => number);
      return people >= 8 && numbers.includes(one) && numbers.includes(other);
    });
    const { shortest } = (await shrink(hold))!;
    expect(shortest.plan.faults.map(({ number }) => number)).toEqual([one, other]);
    expect(shortest.plan.people).toBe(8);
  });

  it('says so when no fault is needed at all', async () => {
    const { hold } = failingWith(() => true);
    expect((await shrink(hold))!.shortest.plan.faults).toEqual([]);
  });

  it('holds no more storms than it may, and counts what did not fail again', async () => {
    const { hold, tried } = failingWith(() => false);
    const { shortest, attempts, isWhole } = (await shrink(hold, 7))!;
    expect(tried).toHaveLength(7);
    expect(shortest.plan).toBe(plan);
    expect(isWhole).toBe(false);
    expect(attempts.every(({ failed }) => failed === 0)).toBe(true);
    expect(attempts.map(({ of }) => of)).toEqual([2, 2, 2, 1]);
  });

  it('looks for the same finding and for no other', async () => {
    const other = { ...finding, fault: 'message-twice' };
    const { shortest } = (await shrinkStorm(
      held(plan, [finding]),
      (of) => Promise.resolve(held(of, [other])),
      {
        runs: 50,
        tell: () => undefined,
      },
    ))!;
    expect(shortest.plan).toBe(plan);
  });
});

describe('what a search is for', () => {
  const lookedFor = async (...findings: readonly Finding[]) => {
    const hold = () => Promise.resolve(held(plan, []));
    return (await shrinkStorm(held(plan, findings), hold, { runs: 1, tell: () => undefined }))!.looked.fault;
  };
  const refused = { ...finding, subject: 'system', fault: 'refused-in-quiet' } as const;

  it('is something wrong, before a refusal that came earlier, and what is certain before what is not', async () => {
    expect(await lookedFor(refused, finding)).toBe('message-lost');
    expect(await lookedFor({ ...refused, isUnsure: true }, { ...refused, fault: 'process-exit' })).toBe(
      'process-exit',
    );
    expect(await lookedFor({ ...refused, fault: 'log-flood' }, refused)).toBe('refused-in-quiet');
    expect(await lookedFor({ ...refused, isUnsure: true })).toBe('refused-in-quiet');
  });

  it('does not end with a storm that could not be held', async () => {
    const { hold } = failingWith(({ faults }) => faults.length > 0);
    const said: string[] = [];
    let count = 0;
    const unsteady = (of: StormPlan) =>
      (count += 1) % 3 === 0 ? Promise.reject(new Error('no Redis')) : hold(of);
    const options = { runs: 1_000, tell: (what: string) => said.push(what) };
    const { shortest } = (await shrinkStorm(held(plan, [finding]), unsteady, options))!;
    expect(shortest.plan.faults).toHaveLength(1);
    expect(said).toContain('  could not be held: no Redis');
  });
});

describe('the fewest', () => {
  it.each([
    [[3], 9],
    [[0, 8], 9],
    [[1, 2, 6], 9],
    [[0], 1],
  ])('%j of %i things are found', async (needed, count) => {
    const all = Array.from({ length: count }, (_, index) => index);
    const found = await fewest(all, (items) => Promise.resolve(needed.every((one) => items.includes(one))));
    expect(found).toEqual(needed);
  });
});
