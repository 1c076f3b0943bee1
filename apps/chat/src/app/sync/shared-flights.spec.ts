import { until } from '@secureconnect/testing';
import { SharedFlights } from './shared-flights';

const limits = { flights: 2, seats: 3, spacingMs: 0, waiting: 4, patienceMs: 60_000 };

/** Flights that land when they are told to. */
function airport(change: Partial<typeof limits> = {}) {
  const flown: { questions: readonly number[]; land: () => void; crash: (error: Error) => void }[] = [];
  const fly = (questions: readonly number[]) =>
    new Promise<readonly string[]>((land, crash) => {
      flown.push({ questions, land: () => land(questions.map(String)), crash });
    });
  const flights = new SharedFlights(fly, { ...limits, ...change });
  const asked: Promise<string>[] = [];
  const ask = async (count: number, first: number) => {
    for (let each = 0; each < count; each += 1) asked.push(flights.ask(first + each));
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { flown, flights, asked, ask, passengers: () => flown.map(({ questions }) => questions) };
}

it('those who ask together go together, and no more flights at once than may be', async () => {
  const { flown, asked, ask, passengers } = airport();
  await ask(4, 1);
  await ask(3, 5);
  expect(passengers()).toEqual([[1, 2, 3], [4]]);
  flown[0]?.land();
  await until('the next', () => flown.length === 3);
  expect(passengers()[2]).toEqual([5, 6, 7]);
  flown.forEach(({ land }) => land());
  expect(await Promise.all(asked)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
});

it('who finds too many waiting is told to come back, each at another moment', async () => {
  const { flown, flights, asked, ask } = airport({ flights: 1, seats: 1 });
  await ask(1, 1);
  await ask(4, 2);
  const refused = await Promise.all(
    Array.from({ length: 100 }, (_, each) => flights.ask(each).catch((error: unknown) => error)),
  );
  for (const error of refused) expect(error).toMatchObject({ code: 'overloaded' });
  const waits = new Set(refused.map((error) => (error as { retryAfterSeconds: number }).retryAfterSeconds));
  expect([...waits].sort()).toEqual([1, 2, 3, 4, 5]);
  while (flown.length < 5) {
    flown.at(-1)?.land();
    await new Promise((resolve) => setImmediate(resolve));
  }
  flown.at(-1)?.land();
  expect(await Promise.all(asked)).toHaveLength(5);
});

it('who waits too long is told so, and takes no seat', async () => {
  const { flown, asked, ask } = airport({ flights: 1, patienceMs: 20 });
  await ask(1, 1);
  await ask(2, 2);
  for (const late of asked.slice(1)) await expect(late).rejects.toMatchObject({ code: 'overloaded' });
  flown[0]?.land();
  expect(await asked[0]).toBe('1');
  await ask(1, 4);
  expect(flown[1]?.questions).toEqual([4]);
  flown[1]?.land();
});

it('a flight that fails because the database is away does so for those aboard, and for nobody else', async () => {
  const { flown, asked, ask } = airport({ flights: 1, seats: 2 });
  await ask(3, 1);
  flown[0]?.crash(Object.assign(new Error(), { name: 'ConnectionIsNotSetError' }));
  for (const aboard of asked.slice(0, 2))
    await expect(aboard).rejects.toMatchObject({ name: 'ConnectionIsNotSetError' });
  await until('the next', () => flown.length === 2);
  flown[1]?.land();
  expect(await asked[2]).toBe('3');
});

it('a flight that fails for somebody’s question is flown again for each alone', async () => {
  const { flown, asked, ask, passengers } = airport({ flights: 1 });
  await ask(3, 1);
  const fate = Promise.allSettled(asked);
  flown[0]?.crash(new Error('date/time field value out of range'));
  for (const place of [1, 2, 3]) {
    await until('the next', () => flown.length === place + 1);
    if (place === 2) flown[place]?.crash(new Error('hers'));
    else flown[place]?.land();
  }
  expect(passengers()).toEqual([[1, 2, 3], [1], [2], [3]]);
  expect(await fate).toMatchObject([{ value: '1' }, { reason: { message: 'hers' } }, { value: '3' }]);
});

it('flights that are not full leave one after another, however fast people come', async () => {
  const { flown, ask, asked } = airport({ spacingMs: 100_000, seats: 3 });
  await ask(1, 1);
  await ask(1, 2);
  await ask(1, 3);
  expect(flown).toHaveLength(1);
  await ask(1, 4);
  expect(flown[1]?.questions).toEqual([2, 3, 4]);
  flown.forEach(({ land }) => land());
  expect(await Promise.all(asked)).toHaveLength(4);
});
