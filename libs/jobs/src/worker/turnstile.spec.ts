import { Turnstile } from './turnstile';

it('a turnstile lets so many in at once, the others in the order they came, also past one that fails', async () => {
  const turnstile = new Turnstile(3);
  const inside: number[] = [];
  const leave: ((error?: Error) => void)[] = [];
  const passes = Array.from(
    { length: 8 },
    (_, who) =>
      turnstile
        .pass(() => {
          inside.push(who);
          return new Promise<void>((resolve, reject) =>
            leave.push((error) => (error ? reject(error) : resolve())),
          );
        })
        .catch(() => undefined), // The first is made to fail, and holds up nobody.
  );
  await Promise.resolve();
  expect(inside).toEqual([0, 1, 2]);
  leave[0]?.(new Error('no'));
  await passes[0];
  expect(inside).toEqual([0, 1, 2, 3]);
  for (let who = 1; who < 8; who += 1) {
    leave[who]?.();
    await passes[who];
  }
  expect(inside).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});
