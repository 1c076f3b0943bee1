import { createHmac } from 'node:crypto';
import { iceSettings } from './ice.settings';
import { type IceOptions, SharedSecretIceServers } from './shared-secret-ice-servers.adapter';

type Name = keyof typeof iceSettings;

const noon = Date.parse('2026-11-21T12:00:00.500Z');
const secret = 'a secret that is long enough';
const turn = { TURN_URLS: 'turn:turn.example:3478, turns:turn.example?transport=tcp', TURN_SECRET: secret };

const read = (env: Partial<Record<Name, string>>) =>
  Object.fromEntries(
    Object.entries(iceSettings).map(([name, setting]) => [
      name,
      setting.parse(env[name as Name] ?? setting.fallback ?? ''),
    ]),
  ) as unknown as IceOptions;
const serversOf = (env: Partial<Record<Name, string>>) =>
  new SharedSecretIceServers(read(env), () => noon).for('alice', 'call-1');

describe('the servers to find a way through', () => {
  it('are none where none are set', () => {
    expect(serversOf({}).ice_servers).toEqual([]);
  });

  it('are those for STUN alone without TURN', () => {
    expect(serversOf({ STUN_URLS: 'stun:stun.example, stuns:[2001:db8::1]:5349' }).ice_servers).toEqual([
      { urls: ['stun:stun.example', 'stuns:[2001:db8::1]:5349'] },
    ]);
  });

  it('come with a credential for one person in one call, as coturn checks it', () => {
    const username = `${Math.floor(noon / 1_000) + 600}:alice:call-1`;
    const credential = createHmac('sha1', secret).update(username).digest('base64');
    expect(serversOf(turn)).toEqual({
      ice_servers: [
        { urls: ['turn:turn.example:3478', 'turns:turn.example?transport=tcp'], username, credential },
      ],
      ice_expires_at: '2026-11-21T12:10:00.000Z',
    });
  });

  it('are good for as long as is set', () => {
    const { ice_expires_at: until } = serversOf({ ...turn, TURN_CREDENTIAL_SECONDS: '60' });
    expect(until).toBe('2026-11-21T12:01:00.000Z');
  });
});

describe('the settings of these servers', () => {
  it.each<[string, Name, string]>([
    ['a secret to be guessed', 'TURN_SECRET', 'short'],
    ['what is no TURN server', 'TURN_URLS', 'https://turn.example'],
    ['a TURN server in a text of its own', 'TURN_URLS', 'turn:a b'],
    ['TURN where STUN belongs', 'STUN_URLS', 'turn:turn.example'],
    ['no time at all', 'TURN_CREDENTIAL_SECONDS', '0'],
  ])('refuse %s', (_what, name, value) => {
    expect(() => iceSettings[name].parse(value)).toThrow();
  });

  it.each<[string, string[], string, RegExp | undefined]>([
    ['refuse TURN without its secret', ['turn:a'], '', /come with TURN_SECRET/],
    ['refuse a secret for no server', [], secret, /be set while TURN_SECRET is/],
    ['take both', ['turn:a'], secret, undefined],
    ['take neither', [], '', undefined],
  ])('%s', (_what, urls, given, fault) => {
    const [rule] = iceSettings.TURN_URLS.rules;
    const said = rule?.fault(urls, [given]) || undefined;
    if (fault) expect(said).toMatch(fault);
    else expect(said).toBeUndefined();
  });
});
