import { Logger } from '@nestjs/common';
import { type SessionStore } from '@secureconnect/session-store';
import { SessionUse } from './session-use';

/** What was slid on; how that is done has specs of its own, on real servers. */
function useOf(touch: (id: string) => Promise<undefined>) {
  const touched: string[] = [];
  const store = { touch: (id: string) => (touched.push(id), touch(id)) };
  return { touched, use: new SessionUse(store as unknown as SessionStore) };
}

describe('the use of a session', () => {
  beforeAll(() => Logger.overrideLogger(false));

  it('is noted once in a minute for each, and by nobody waited for', () => {
    const { touched, use } = useOf(() => new Promise(() => undefined));
    for (const sessionId of ['one', 'one', 'other', undefined, 'one']) use.note({ sessionId });
    expect(touched).toEqual(['one', 'other']);
    jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 61_000);
    use.note({ sessionId: 'one' });
    jest.restoreAllMocks();
    expect(touched).toEqual(['one', 'other', 'one']);
  });

  it('harms nobody where it cannot be noted', async () => {
    const { touched, use } = useOf(() => Promise.reject(new Error('away')));
    use.note({ sessionId: 'one' });
    await new Promise(setImmediate);
    expect(touched).toEqual(['one']);
  });

  it('takes no more memory than for the latest ten thousand', () => {
    const { touched, use } = useOf(() => Promise.resolve(undefined));
    for (let at = 0; at <= 10_000; at += 1) use.note({ sessionId: `${at}` });
    use.note({ sessionId: '10000' });
    expect(touched).toHaveLength(10_001);
    use.note({ sessionId: '0' });
    expect(touched.at(-1)).toBe('0');
  });
});
