import { InstanceAddresses } from './instance-addresses';

describe('the addresses of instances', () => {
  const at = (url: string, ...addresses: string[]) =>
    new InstanceAddresses(new URL(url), () => Promise.resolve(addresses.map((address) => ({ address }))));

  it.each([
    [
      'each address of a name',
      ['10.0.0.3', '10.0.0.2', '10.0.0.3'],
      ['http://10.0.0.2:8081', 'http://10.0.0.3:8081'],
    ],
    ['the name of one address', ['10.0.0.2'], ['http://auth:8081']],
    [
      'one process that listens at both kinds of address by its name',
      ['::1', '127.0.0.1'],
      ['http://auth:8081'],
    ],
    [
      'several of one kind and none of the other',
      ['fd00::2', 'fd00::3', '10.0.0.2'],
      ['http://[fd00::2]:8081', 'http://[fd00::3]:8081'],
    ],
    ['nothing but the name where there is no address', [], ['http://auth:8081']],
  ])('are %s', async (_what, found, origins) => {
    const addresses = at('http://auth:8081', ...found);
    expect(addresses.origins).toEqual(['http://auth:8081']);
    await addresses.look();
    expect(addresses.origins).toEqual(origins);
  });

  it('are the name where a certificate is for that', async () => {
    const addresses = at('https://auth:8081', '10.0.0.2', '10.0.0.3');
    await addresses.look();
    expect(addresses.origins).toEqual(['https://auth:8081']);
  });

  it('are no more than can be asked once a second', async () => {
    const addresses = at('http://auth:8081', ...Array.from({ length: 300 }, (_, n) => `10.0.1.${n}`));
    await addresses.look();
    expect(addresses.origins).toHaveLength(100);
  });
});
