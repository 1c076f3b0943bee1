import { type LockoutInstance, type LockoutScene, someone } from './lockout-scene.contract';

/** What every lockout owes, asked on one instance and on the other by turns. */
export function lockoutContract(
  sceneOf: () => LockoutScene,
  instances: () => readonly LockoutInstance[],
): void {
  const address = '203.0.113.7';
  const one = () => instances()[0] as LockoutInstance;
  const other = () => instances()[1] as LockoutInstance;
  const fails = async (
    times: number,
    attempt: { account: string; address: string; knownDevice?: string },
  ) => {
    const answers = [];
    for (let at = 0; at < times; at += 1) answers.push(await (at % 2 ? one() : other()).guess(attempt));
    return answers;
  };

  const failsUntilRefused = async (times: number, attempt: { account: string; address: string }) => {
    for (let at = 0; at < times; at += 1) if (await other().guess(attempt)) return;
  };

  it('the fifth failure locks the account on every instance, wherever the next one comes from', async () => {
    const account = someone();
    expect(await fails(6, { account, address })).toEqual([...Array<undefined>(5).fill(undefined), 'account']);
    expect(await other().login({ account, address: '198.51.100.1' })).toBe('account');
    expect(await one().lockout.lockOf(account)).toMatchObject({ of: 'account' });
    expect(await one().login({ account: someone(), address })).toBeUndefined();
  });

  it('the failure that places the lock tells so, and no other one does', async () => {
    const account = someone();
    const told = [];
    for (let times = 0; times < 5; times += 1) {
      const verdict = await one().lockout.begin({ account, address });
      told.push(verdict.allowed ? await other().lockout.fail(verdict.id) : 'refused');
    }
    const lock = await one().lockout.lockOf(account);
    expect(told).toEqual([undefined, undefined, undefined, undefined, lock]);
  });

  it('the lock opens after its time, and what came before counts no more', async () => {
    const account = someone();
    await fails(5, { account, address });
    await sceneOf().later(14);
    expect(await one().login({ account, address })).toBe('account');
    await sceneOf().later(2);
    expect(await one().lockout.lockOf(account)).toBeUndefined();
    expect(await fails(6, { account, address })).toEqual([...Array<undefined>(5).fill(undefined), 'pair']);
  });

  it('four failures and a success are none, and so are four in another quarter of an hour', async () => {
    const account = someone();
    await fails(4, { account, address });
    expect(await one().login({ account, address })).toBeUndefined();
    expect(await fails(4, { account, address })).not.toContain('account');
    await sceneOf().later(16);
    expect(await fails(4, { account, address })).not.toContain('account');
    expect(await other().login({ account, address })).toBeUndefined();
  });

  it('a success forgets nothing that came from another address', async () => {
    const account = someone();
    await fails(4, { account, address });
    expect(await one().login({ account, address: '198.51.100.1' })).toBeUndefined();
    expect(await fails(2, { account, address })).toEqual([undefined, 'account']);
  });

  it('an attempt that was withdrawn has never been', async () => {
    const account = someone();
    await fails(4, { account, address });
    const verdict = await one().lockout.begin({ account, address });
    await other().lockout.withdraw(verdict.allowed ? verdict.id : '');
    expect(await fails(2, { account, address })).toEqual([undefined, 'account']);
  });

  it('what its verifier left behind counts as failed, and only once it is overdue', async () => {
    const account = someone();
    for (let times = 0; times < 5; times += 1) await one().lockout.begin({ account, address });
    expect(await one().lockout.lockOf(account)).toBeUndefined();
    await sceneOf().later(1);
    expect(await other().login({ account, address })).toBe('account');
    expect(await one().lockout.lockOf(account)).toMatchObject({ of: 'account' });
  });

  it('unlocked on one instance, it is open on the other at once, for those too that had locked it', async () => {
    const account = someone();
    await fails(5, { account, address });
    expect(await one().lockout.unlock(account)).toBe(true);
    expect(await other().guess({ account, address })).toBeUndefined();
    expect(await one().lockout.unlock(account)).toBe(false);
    expect(await fails(6, { account, address })).toEqual([...Array<undefined>(5).fill(undefined), 'account']);
  });

  it('unlocked in a transaction that fails, it stays locked', async () => {
    const account = someone();
    await fails(5, { account, address });
    const failing = one().transactions.run(async (within) => {
      expect(await one().lockout.unlock(account, within)).toBe(true);
      throw new Error('after all');
    });
    await expect(failing).rejects.toThrow('after all');
    expect(await other().login({ account, address })).toBe('account');
  });

  describe('a known device', () => {
    const knownDevice = 'her telephone';

    it('gets in while others have locked the account, even from their address', async () => {
      const account = someone();
      await fails(5, { account, address });
      expect(await other().login({ account, address, knownDevice })).toBeUndefined();
      expect(await other().login({ account, address, knownDevice: 'not hers' })).toBeUndefined();
    });

    it('has five failures of its own, which lock nobody else', async () => {
      const account = someone();
      const told = await fails(6, { account, address, knownDevice });
      expect(told).toEqual([...Array<undefined>(5).fill(undefined), 'device']);
      expect(await one().login({ account, address })).toBeUndefined();
      expect(await one().lockout.lockOf(account)).toBeUndefined();
      expect(await one().login({ account, address, knownDevice: 'her tablet' })).toBeUndefined();
      await sceneOf().later(16);
      expect(await one().login({ account, address, knownDevice })).toBeUndefined();
    });

    it('is told of the lock that it has placed on itself', async () => {
      const attempt = { account: someone(), address, knownDevice };
      const told = [];
      for (let times = 0; times < 5; times += 1) {
        const verdict = await one().lockout.begin(attempt);
        told.push(verdict.allowed ? await other().lockout.fail(verdict.id) : 'refused');
      }
      expect(told.map((lock) => lock && (lock as { of: string }).of)).toEqual([
        ...Array<undefined>(4),
        'device',
      ]);
    });

    it('forgets with a success what it had failed, and nothing else', async () => {
      const account = someone();
      await fails(4, { account, address });
      await fails(4, { account, address, knownDevice });
      expect(await one().login({ account, address, knownDevice })).toBeUndefined();
      expect(await fails(5, { account, address, knownDevice })).not.toContain('device');
      expect(await fails(2, { account, address })).toEqual([undefined, 'account']);
    });
  });

  describe('an address', () => {
    it('that has failed fifty times over all accounts is stopped, and no other one is', async () => {
      const from = '192.0.2.50';
      const accounts = Array.from({ length: 52 }, someone);
      const answers = [];
      for (const account of accounts) answers.push(await one().guess({ account, address: from }));
      expect(answers).toEqual([...Array<undefined>(50).fill(undefined), 'address', 'address']);
      expect(await other().login({ account: accounts[0] as string, address })).toBeUndefined();
      await sceneOf().later(16);
      expect(await other().login({ account: someone(), address: from })).toBeUndefined();
    });

    it('that is stopped is told so for a locked account as for any other', async () => {
      const [from, account] = ['192.0.2.51', someone()];
      await fails(5, { account, address: from });
      for (let at = 0; at < 45; at += 1) await one().guess({ account: someone(), address: from });
      expect(await one().login({ account, address: from })).toBe('address');
    });

    it('that goes on trying what is locked is stopped as well, and told how often it was refused', async () => {
      const [from, account, knownDevice] = ['192.0.2.52', someone(), 'her telephone'];
      await fails(5, { account, address: from });
      const refused = [];
      for (let at = 0; at < 45; at += 1)
        refused.push(await other().lockout.begin({ account, address: from }));
      const times = refused.map((verdict) => (verdict.allowed ? 0 : verdict.times));
      expect(times).toEqual(Array.from({ length: 45 }, (_, at) => at + 1));
      expect(await one().guess({ account, address: from })).toBe('address');
      expect(await one().login({ account: someone(), address: from })).toBe('address');
      await fails(5, { account, address: from, knownDevice });
      expect(await one().guess({ account, address: from, knownDevice })).toBe('address');
      expect(await one().guess({ account, address })).toBe('account');
      await sceneOf().later(16);
      expect(await one().login({ account: someone(), address: from })).toBeUndefined();
    });

    it('of IPv6 counts with all of its network', async () => {
      const account = someone();
      for (let at = 1; at <= 50; at += 1)
        await one().guess({ account: someone(), address: `2001:db8:0:1::${at.toString(16)}` });
      expect(await one().login({ account, address: '2001:db8:0:1:ffff::1' })).toBe('address');
      expect(await one().login({ account, address: '2001:db8:0:2::1' })).toBeUndefined();
    });

    it('cannot keep an account locked for a day, try as it may', async () => {
      const account = someone();
      let lockedMinutes = 0;
      for (let minute = 0; minute < 24 * 60; minute += 16) {
        await failsUntilRefused(5, { account, address });
        if (await one().lockout.lockOf(account)) lockedMinutes += 16;
        await sceneOf().later(16);
      }
      expect(lockedMinutes).toBeGreaterThan(0);
      expect(lockedMinutes).toBeLessThanOrEqual(8 * 16);
    });

    it('that takes turns with another one cannot either, though neither ever fails five times alone', async () => {
      const account = someone();
      let lockedMinutes = 0;
      for (let minute = 0; minute < 24 * 60; minute += 16) {
        await failsUntilRefused(4, { account, address });
        await one().guess({ account, address: '198.51.100.1' });
        if (await one().lockout.lockOf(account)) lockedMinutes += 16;
        await sceneOf().later(16);
      }
      expect(lockedMinutes).toBeLessThanOrEqual(16 * 16);
    });
  });
}
