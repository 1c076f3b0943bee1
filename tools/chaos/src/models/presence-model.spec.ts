import { faultsOf, MadeHistory } from './made-history.contract';
import { presenceModel } from './presence-model';

describe('what may be of presence', () => {
  const see = (status: string | null, shared = true) => ({
    ...{ subject: 'presence' as const, what: 'see', facts: { about: 'u', status, shared } },
  });
  const connected = () =>
    new MadeHistory()
      .hear('connected', { user: 'u' }, { subject: 'presence', actor: 'bob/0' })
      .later(120_000);

  it('who shares no conversation and learns something is found', () => {
    expect(faultsOf(presenceModel, new MadeHistory().step(see('offline', false)))).toEqual([
      'presence-leaked',
    ]);
    expect(presenceModel.judge(new MadeHistory().step(see(null, false)))).toEqual([]);
    const told = new MadeHistory().hear('presence.changed', { about: 'u', status: 'online', shared: false });
    expect(faultsOf(presenceModel, told)).toEqual(['presence-leaked']);
  });

  it('who is here and is said to be offline is found, where no fault has to do with it', () => {
    expect(faultsOf(presenceModel, connected().step(see('offline')))).toEqual(['offline-invented']);
    expect(presenceModel.judge(connected().step(see('unknown')))).toEqual([]);
    const struckFor = (ms: number) =>
      connected()
        .struck('chat-0', 90_000, 90_000 + ms)
        .step(see('offline'));
    expect(presenceModel.judge(struckFor(20_000))).toEqual([]);
    expect(faultsOf(presenceModel, struckFor(5_000))).toEqual(['offline-invented']);
    const without = connected().struck('redis', 100_000, 110_000).struck('chat-0 to redis', 100_000, 110_000);
    expect(faultsOf(presenceModel, without.step(see('offline')))).toEqual(['offline-invented']);
    const gone = connected().hear('disconnected', { user: 'u' }, { subject: 'presence', actor: 'bob/0' });
    expect(presenceModel.judge(gone.step(see('offline')))).toEqual([]);
    const told = connected().hear('presence.changed', { about: 'u', status: 'offline', shared: true });
    expect(faultsOf(presenceModel, told)).toEqual(['offline-invented']);
  });

  it('who is connected when all is well again and is not seen, is found', () => {
    const facts = { about: 'u', status: 'unknown', connected: true };
    expect(faultsOf(presenceModel, connected().find('presence', facts))).toEqual(['presence-lost']);
    expect(presenceModel.judge(connected().find('presence', { ...facts, status: 'away' }))).toEqual([]);
  });

  it('who has left, and is here for ever, is found', () => {
    const gone = (status: string) =>
      new MadeHistory().find('presence', { about: 'u', status, left: true }, { subject: 'presence' });
    for (const status of ['online', 'away'])
      expect(faultsOf(presenceModel, gone(status))).toEqual(['presence-stuck']);
    for (const status of ['offline', 'unknown', 'unasked'])
      expect(presenceModel.judge(gone(status))).toEqual([]);
  });
});
