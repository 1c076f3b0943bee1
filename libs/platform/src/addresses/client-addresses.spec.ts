import { type IncomingMessage } from 'node:http';
import { type Socket } from 'node:net';
import { ClientAddresses } from './client-addresses';

const of = (addresses: ClientAddresses, remoteAddress: string | undefined, forwarded?: string) => {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return addresses.of({ socket: { remoteAddress } as Socket, headers } as IncomingMessage);
};

describe('the address of a client', () => {
  const ours = new ClientAddresses(['10.0.0.0/8', '192.0.2.1', 'fd00::/8']);

  it.each([
    ['nobody says', '10.0.0.1', undefined, '10.0.0.1'],
    ['a trusted proxy says', '10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['a trusted proxy says, of IPv6', 'fd00::1', '2001:db8::7', '2001:db8::7'],
    ['a proxy says that listens on IPv6', '::ffff:10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['a stranger says', '203.0.113.9', '203.0.113.7', '203.0.113.9'],
    ['a client says to a trusted proxy', '10.0.0.1', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['a client says, naming a proxy', '10.0.0.1', '10.0.0.9, 203.0.113.7', '203.0.113.7'],
    ['two trusted proxies say', '10.0.0.1', '203.0.113.7, 192.0.2.1', '203.0.113.7'],
    ['a client says through two', '10.0.0.1', '1.1.1.1,203.0.113.7 ,192.0.2.1,10.1.1.1', '203.0.113.7'],
    ['rubbish says, left of the client', '10.0.0.1', '<x>, 203.0.113.7', '203.0.113.7'],
    ['proxies say of one another', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['rubbish says', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['rubbish says behind a proxy', '10.0.0.1', '203.0.113.7, nonsense, 10.0.0.2', '10.0.0.1'],
    ['an empty part says', '10.0.0.1', '203.0.113.7,', '10.0.0.1'],
    ['nothing at all says', '10.0.0.1', '', '10.0.0.1'],
    ['an endless chain says', '10.0.0.1', `203.0.113.7${',10.0.0.2'.repeat(1_000)}`, '10.0.0.1'],
    ['a trusted proxy says, with a port', '10.0.0.1', '203.0.113.7:51234', '203.0.113.7'],
    ['a trusted proxy says, of IPv6 with a port', '10.0.0.1', '[2001:db8::7]:51234', '2001:db8::7'],
    ['two trusted proxies say, with ports', '10.0.0.1', '203.0.113.7:1, 192.0.2.1:443', '203.0.113.7'],
    ['a mapped address says', '10.0.0.1', '::ffff:203.0.113.7', '203.0.113.7'],
  ])('is, where %s, over %s with %p: %s', (_who, socket, forwarded, address) => {
    expect(of(ours, socket, forwarded).address).toBe(address);
  });

  it('is nobody’s to say where no proxy is trusted', () => {
    expect(of(new ClientAddresses([]), '127.0.0.1', '203.0.113.7').address).toBe('127.0.0.1');
  });

  it('is empty once the connection is gone, and asks for no proxy', () => {
    expect(of(ours, undefined, '203.0.113.7')).toEqual({ address: '', network: '' });
  });

  it('speaks TLS where its connection does, or where a trusted proxy says so, and no other', () => {
    const isSecure = (remoteAddress: string, proto?: string, encrypted = false) => {
      const headers = proto === undefined ? {} : { 'x-forwarded-proto': proto };
      return ours.isSecure({ socket: { remoteAddress, encrypted } as never, headers } as never);
    };
    expect(isSecure('203.0.113.7')).toBe(false);
    expect(isSecure('203.0.113.7', 'https')).toBe(false);
    expect(isSecure('203.0.113.7', 'http', true)).toBe(true);
    expect(isSecure('10.0.0.1', 'https')).toBe(true);
    expect(isSecure('10.0.0.1', 'https, http')).toBe(false);
    expect(isSecure('10.0.0.1')).toBe(false);
  });

  it('counts as its /64', () => {
    const [one, two] = ['2001:db8:1:2::1', '2001:db8:1:2:ffff::2'].map((address) => of(ours, address));
    expect([one?.network, two?.network]).toEqual(['2001:db8:1:2::/64', '2001:db8:1:2::/64']);
  });

  it('is read once for each connection', () => {
    const socket = { remoteAddress: '203.0.113.7' } as Socket;
    const request = { socket, headers: {} } as IncomingMessage;
    expect(ours.of(request)).toBe(ours.of(request));
  });
});
