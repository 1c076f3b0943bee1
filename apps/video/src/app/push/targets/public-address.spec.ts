import { isPublicAddress } from './public-address';
import { PushTargets } from './push-targets';

it.each(['93.184.216.34', '1.1.1.1', '100.63.255.255', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::5'])(
  '%s is public',
  (address) => expect(isPublicAddress(address)).toBe(true),
);

it.each([
  ...[
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.9.9',
  ],
  ...['192.168.1.1', '192.0.0.8', '198.18.0.1', '203.0.113.7', '224.0.0.1', '255.255.255.255', '240.0.0.1'],
  ...[
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:1::',
    'fe80::1',
  ],
  ...['fe80::1%eth0', 'fc00::1', 'fd12::1', 'ff02::1', '2001:db8::1', 'localhost', ''],
])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));

describe('an endpoint', () => {
  const leadsTo = (...addresses: string[]) =>
    new PushTargets(false, (_host, done) =>
      done(
        null,
        addresses.map((address) => ({ address, family: 4 })),
      ),
    );

  it.each([
    ['http://push.example.com/', 'must begin with https://'],
    ['ftp://push.example.com/', 'must begin with https://'],
    ['https://ada@push.example.com/', 'must not have a user or a password'],
    ['https://push.example.com:6379/', 'must not have a port'],
    ['https://0x7f.1/', 'must lead to a public address'],
    ['https://2130706433/', 'must lead to a public address'],
    ['https://[::1]/', 'must lead to a public address'],
    ['push', 'must be a URL'],
  ])('%s %s', async (endpoint, fault) => {
    expect(await leadsTo('1.1.1.1').faultOf(endpoint)).toBe(fault);
  });

  it('is good where its name leads to public addresses alone', async () => {
    expect(await leadsTo('1.1.1.1', '8.8.8.8').faultOf('https://push.example.com/x')).toBeUndefined();
    expect(await leadsTo('1.1.1.1', '10.0.0.1').faultOf('https://push.example.com/x')).toBe(
      'must lead to a public address',
    );
    expect(await leadsTo().faultOf('https://push.example.com/x')).toBe('must lead to a public address');
  });
});
