import { existsSync } from 'node:fs';
import { startClamd } from './start-clamd';

describe('a real clamd', () => {
  it('answers on its own port, and leaves nothing', async () => {
    const clamd = await startClamd({ signatures: { 'Test.Harm': Buffer.from('what is harmful') } });
    expect([clamd.running, existsSync(clamd.socket)]).toEqual([true, true]);
    await clamd.close();
    expect([existsSync(clamd.dir), clamd.running]).toEqual([false, false]);
  }, 90_000);

  it('says why it did not start', async () => {
    const started = startClamd({ signatures: { 'Test.Harm': Buffer.alloc(0) } });
    await expect(started).rejects.toThrow(/clamd ended:[^]*Malformed database/);
  }, 90_000);
});
