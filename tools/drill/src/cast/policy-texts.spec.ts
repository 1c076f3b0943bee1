import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { serviceNames, type ServiceName } from '@secureconnect/contracts';
import { operations } from '../operations/operations';
import { PolicyTexts } from './policy-texts';

describe('what services declare', () => {
  const [logIn] = operations;
  let declared: unknown[] = [];
  const server = createServer((_, answer) => answer.end(JSON.stringify({ operations: declared })));
  const read = () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const services = Object.fromEntries(serviceNames.map((name) => [name, url]));
    return PolicyTexts.read(services as Record<ServiceName, string>, [logIn!]);
  };
  beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('is told in words, and in few words', async () => {
    const tiers = ['redis', 'postgres'];
    const stores = [
      { store: 'sessions', mode: 'fallback', tiers },
      { store: 'revocations', mode: 'fallback', tiers },
      { store: 'redis', mode: 'free' },
    ];
    declared = [{ operation: 'login', stores }];
    const texts = await read();
    expect(texts.of(logIn!)).toBe(
      'sessions, revocations: the next tier serves (redis, then postgres); never touches Redis',
    );
    expect(texts.inShort(logIn!)).toBe('fallback: redis, postgres; free: never touches it');
  });

  it('ends the drill where an operation is declared nowhere', async () => {
    declared = [{ operation: 'another', stores: [] }];
    await expect(read()).rejects.toThrow('auth declares no login, which is to log in.');
  });
});
