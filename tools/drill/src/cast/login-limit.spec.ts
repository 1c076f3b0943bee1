import { ClientError } from '@secureconnect/client';
import { loginsLimited, retryAfterOf, waitForLogins } from './login-limit';

const refused = (retryAfterMs: number) => new ClientError('rate_limited', '', { status: 429, retryAfterMs });

describe('an address that may not log in', () => {
  const told: string[] = [];
  const tell = (sentence: string) => void told.push(sentence);
  beforeEach(() => told.splice(0));

  it('is waited for as long as the system asks, and it is said for how long', async () => {
    const since = Date.now();
    await waitForLogins(refused(120), tell);
    expect(Date.now() - since).toBeGreaterThanOrEqual(115);
    expect(told).toEqual(['This address has logged in too often: the drill begins in 1 s …']);
  });

  it('is not waited for where that takes too long', async () => {
    await expect(waitForLogins(refused(600_000), tell)).rejects.toThrow(/another 10 minutes.*--own/);
    expect(told).toEqual([]);
  });

  it('is not taken for another failure', async () => {
    await expect(waitForLogins(new Error('the door is shut'), tell)).rejects.toThrow('the door is shut');
  });

  it('is spoken of in seconds where it is about them', () => {
    expect(loginsLimited(retryAfterOf(new Headers({ 'retry-after': '42' }))).message).toMatch(/another 42 s/);
  });
});
