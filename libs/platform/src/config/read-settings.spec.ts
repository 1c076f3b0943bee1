import { type ConfigurationError } from './configuration.error';
import { platformSettings } from './platform.settings';
import { readSettings } from './read-settings';
import { bool, int, isNetwork, isOrigin, list, oneOf, text, url } from './setting-kinds';

const settings = {
  SIZE: int(1, 10, { meaning: 'a size', default: 3 }),
  MODE: oneOf(['a', 'b'], { meaning: 'a mode', default: 'a' }),
  FLAG: bool({ meaning: 'a flag', default: false, developmentDefault: true }),
  SECRET: text({ meaning: 'a secret', secret: true, developmentDefault: 'for development' }),
  PLACE: url(['redis'], { meaning: 'a place', default: '' }),
  NETS: list('networks', isNetwork, { meaning: 'some networks', default: '' }),
};

const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readSettings('demo', settings, env);
  } catch (error) {
    return (error as ConfigurationError).faults;
  }
  return [];
};

describe('settings', () => {
  it('take the default of the kind of environment where nothing is set, and where an empty text is', () => {
    const read = readSettings('demo', settings, { SIZE: '  ' });
    expect(read).toEqual({ SIZE: 3, MODE: 'a', FLAG: true, SECRET: 'for development', PLACE: '', NETS: [] });
    expect(readSettings('demo', settings, { NODE_ENV: 'production', SECRET: 'x' }).FLAG).toBe(false);
  });

  it('read what is set', () => {
    const env = {
      SIZE: '10',
      MODE: 'b',
      FLAG: 'false',
      PLACE: 'redis://h:1',
      NETS: '10.0.0.0/8, ::1',
      SECRET: 's',
    };
    expect(readSettings('demo', settings, env)).toEqual({
      SIZE: 10,
      MODE: 'b',
      FLAG: false,
      PLACE: 'redis://h:1',
      NETS: ['10.0.0.0/8', '::1'],
      SECRET: 's',
    });
  });

  it.each([
    [{ SIZE: '0' }, 'SIZE must be a whole number from 1 to 10; "0" is not.'],
    [{ SIZE: '1e1' }, 'SIZE must be a whole number from 1 to 10; "1e1" is not.'],
    [{ MODE: 'c' }, 'MODE must be one of a, b; "c" is not.'],
    [{ FLAG: 'yes' }, 'FLAG must be true or false; "yes" is not.'],
    [{ PLACE: 'http://h' }, 'PLACE must be a URL like redis://…; "http://h" is not.'],
    [
      { NETS: '10.0.0.0/33,::1' },
      'NETS must be a comma-separated list of networks, which 10.0.0.0/33 is not',
    ],
  ])('refuse %j and say what would be right', (env, fault) => {
    expect(faultsOf(env)).toEqual([expect.stringContaining(fault)]);
  });

  it('refuse what is named like one of a family and is none, and leave all other names alone', () => {
    const family = { LIMIT_READ: int(1, 10, { meaning: 'a limit', default: 3, family: 'LIMIT_' }) };
    const act = (env: Record<string, string>) => () => readSettings('demo', family, env);
    expect(act({ LIMIT_READ: '4', SIZE: '1', LIMITS: '2' })).not.toThrow();
    expect(act({ LIMIT_READ: 'x', LIMIT_REDA: '4' })).toThrow(
      /2 faults[^]*LIMIT_REDA must be the name of a setting/,
    );
  });

  it('list every fault at once', () => {
    const act = () => readSettings('demo', settings, { NODE_ENV: 'production', SIZE: 'x', MODE: 'y' });
    expect(act).toThrow(/demo cannot start: 3 faults/);
    expect(act).toThrow(/SECRET must be set/);
  });

  it('never show the value of a secret', () => {
    const secret = { KEY: url(['redis'], { meaning: 'a key', secret: true }) };
    expect(() => readSettings('demo', secret, { KEY: 'hush-hush' })).toThrow(
      /KEY must be a URL.*the value given is not/,
    );
    expect(() => readSettings('demo', secret, { KEY: 'hush-hush' })).not.toThrow(/hush/);
  });

  it('listen on loopback only, unless told otherwise', () => {
    const values = readSettings('demo', platformSettings(8081), {});
    expect({ host: values.HOST, port: values.PORT, proxies: values.TRUSTED_PROXIES }).toEqual({
      host: '127.0.0.1',
      port: 8081,
      proxies: [],
    });
  });

  it('give no secret a default in production', () => {
    const shared = platformSettings(8081);
    const withDefault = Object.entries(shared).filter(([, { secret, fallback }]) => secret && fallback);
    expect(withDefault).toEqual([]);
  });
});

describe('settings that contradict each other', () => {
  const faults = (env: Record<string, string>): readonly string[] => {
    try {
      readSettings('demo', platformSettings(8081), env);
    } catch (error) {
      return (error as ConfigurationError).faults;
    }
    return [];
  };
  const cluster = { REDIS_CLUSTER_ENABLED: 'true', REDIS_CLUSTER_NODES: 'a:1,b:2' };
  const sentinels = { REDIS_SENTINELS: 'a:1,[::1]:2', REDIS_SENTINEL_NAME: 'main' };

  it.each<[Record<string, string>, RegExp]>([
    [{ REDIS_CLUSTER_ENABLED: 'true' }, /^REDIS_CLUSTER_ENABLED must come with REDIS_CLUSTER_NODES/],
    [{ ...cluster, REDIS_DB: '1' }, /^REDIS_CLUSTER_ENABLED must be false while REDIS_DB is not 0/],
    [{ ...cluster, ...sentinels }, /^REDIS_CLUSTER_ENABLED must be false while REDIS_SENTINELS are set/],
    [{ ...cluster, REDIS_URL: 'redis://h' }, /^REDIS_CLUSTER_ENABLED must be false while REDIS_URL/],
    [{ ...sentinels, REDIS_URL: 'redis://h' }, /^REDIS_SENTINELS must be empty while REDIS_URL/],
    [{ REDIS_SENTINELS: 'a' }, /^REDIS_SENTINELS must come with REDIS_SENTINEL_NAME/],
    [{ REDIS_SENTINEL_NAME: 'main' }, /^REDIS_SENTINEL_NAME must come with REDIS_SENTINELS/],
    [{ REDIS_SENTINEL_TLS: 'true' }, /^REDIS_SENTINEL_TLS must come with REDIS_SENTINELS/],
    [{ REDIS_TLS_SERVERNAME: 'redis.test' }, /^REDIS_TLS_SERVERNAME must come with REDIS_TLS=true/],
    [{ REDIS_TLS_REJECT_UNAUTHORIZED: 'false' }, /^REDIS_TLS_REJECT_UNAUTHORIZED must come with/],
    [{ REDIS_TLS: 'true', REDIS_TLS_CA: '/nowhere.pem' }, /^REDIS_TLS_CA must be a certificate in PEM/],
    [{ REDIS_SENTINELS: 'a:b', REDIS_SENTINEL_NAME: 'm' }, /^REDIS_SENTINELS must be .* which a:b is not/],
    [
      { REDIS_URL: 'redis://h:1/abc' },
      /^REDIS_URL must end with the number of a database.*value given is not/,
    ],
    [{ REDIS_URL: 'redis://h:1/5/' }, /^REDIS_URL must end with the number of a database or with none/],
    [{ REDIS_URL: 'redis://h/5', REDIS_DB: '3' }, /^REDIS_URL must name the same database as REDIS_DB/],
    [{ REDIS_URL: 'redis://h', REDIS_TLS: 'true' }, /^REDIS_URL must begin with rediss:/],
    [{ REDIS_CLUSTER_NODES: 'a:1,b:2' }, /^REDIS_CLUSTER_NODES must come with REDIS_CLUSTER_ENABLED=true/],
    [{ OPERATOR_TOKEN: 'short' }, /^OPERATOR_TOKEN must have at least 24 characters; the value given/],
  ])('are one fault each: %j', (env, fault) => {
    expect(faults(env)).toEqual([expect.stringMatching(fault)]);
  });

  it('are listed with what is wrong by itself', () => {
    const listed = faults({ ...cluster, REDIS_DB: '1', REDIS_PORT: 'x', REDIS_TLS_SERVERNAME: 'r' });
    expect(listed.map((line) => line.split(' ')[0]).sort()).toEqual([
      'REDIS_CLUSTER_ENABLED',
      'REDIS_PORT',
      'REDIS_TLS_SERVERNAME',
    ]);
  });

  it.each<[Record<string, string>]>([
    [{}],
    [cluster],
    [sentinels],
    [{ REDIS_URL: 'redis://h/3' }],
    [{ REDIS_URL: 'redis://h/3', REDIS_DB: '3' }],
    [{ REDIS_URL: 'redis://h/', REDIS_DB: '3' }],
    [{ REDIS_URL: 'rediss://h/', REDIS_TLS: 'true' }],
    [{ REDIS_URL: 'rediss://h', REDIS_TLS_SERVERNAME: 'redis.test' }],
    [{ REDIS_TLS: 'true', REDIS_TLS_REJECT_UNAUTHORIZED: 'false' }],
  ])('are not these: %j', (env) => {
    expect(faults(env)).toEqual([]);
  });
});

describe('what a list takes', () => {
  it.each([['127.0.0.1'], ['10.0.0.0/8'], ['fd00::/8'], ['::1']])('%s is a network', (item) => {
    expect(isNetwork(item)).toBe(true);
  });

  it.each([['10.0.0.0/33'], ['10.0.0/8'], ['host'], ['1.2.3.4/8/9'], ['::1/129'], ['1.2.3.4/x']])(
    '%s is not',
    (item) => {
      expect(isNetwork(item)).toBe(false);
    },
  );

  it('an origin ends after its port', () => {
    expect(isOrigin('https://app.example:8443')).toBe(true);
    expect(isOrigin('https://app.example/')).toBe(false);
    expect(isOrigin('*')).toBe(false);
  });
});
