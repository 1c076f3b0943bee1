import { inTime } from './in-time';

const never = () => new Promise<string>(() => undefined);

describe('what is done in time', () => {
  it('gives its result', async () => {
    expect(await inTime('it', () => Promise.resolve('done'), new AbortController().signal, 5_000)).toBe(
      'done',
    );
  });

  it('is given up when the time is over', async () => {
    const { signal } = new AbortController();
    await expect(inTime('a call', never, signal, 100)).rejects.toThrow('a call did not end within 0.1 s');
  });

  it('is given up when the drill is ended', async () => {
    const ending = new AbortController();
    const waiting = inTime('a call', never, ending.signal, 5_000);
    ending.abort(new Error('It was ended.'));
    await expect(waiting).rejects.toThrow('It was ended.');
  });

  it('is not begun when the drill was ended before', async () => {
    const run = jest.fn(never);
    const ended = AbortSignal.abort(new Error('It was ended.'));
    await expect(inTime('a call', run, ended, 5_000)).rejects.toThrow();
    expect(run).not.toHaveBeenCalled();
  });
});
