import { classifyRedisError } from './classify-redis-error';
import { faultVerdicts } from './redis-fault';

const withCode = (code: string, message = 'x') => Object.assign(new Error(message), { code });

describe('an error of Redis', () => {
  const cases: [unknown, string | undefined][] = [
    [withCode('ECONNREFUSED'), 'down'],
    [withCode('ECONNRESET'), 'down'],
    [withCode('ENOTFOUND'), 'down'],
    [new Error('Connection is closed.'), 'down'],
    [new Error("Stream isn't writeable and enableOfflineQueue options is false"), 'down'],
    [new Error('All sentinels are unreachable. Retrying from scratch after 10ms.'), 'down'],
    [withCode('ETIMEDOUT'), 'hung'],
    [withCode('deadline_exceeded'), 'hung'],
    [withCode('redis_late_write', 'setFor reached Redis too late and was refused'), 'slow'],
    [withCode('redis_gate_closed'), 'down'],
    [withCode('redis_handshake', 'the socket said something odd'), 'misconfigured'],
    [withCode('redis_master_unknown', 'No Sentinel told where the master is'), 'misconfigured'],
    [withCode('reply_too_large', 'The reply of Redis is larger than 9 bytes'), undefined],
    [new Error('Command timed out'), 'hung'],
    [new Error("READONLY You can't write against a read only replica."), 'read_only'],
    [new Error('ERR Error running script: x, on @user_script:1: -READONLY You cannot'), undefined],
    [new Error('MISCONF Redis is configured to save RDB snapshots'), 'write_refusing'],
    [new Error('NOREPLICAS Not enough good replicas to write.'), 'write_refusing'],
    [new Error("OOM command not allowed when used memory > 'maxmemory'."), 'full'],
    [new Error('LOADING Redis is loading the dataset in memory'), 'loading'],
    [new Error('BUSY Redis is busy running a script.'), 'busy'],
    [new Error('NOAUTH Authentication required.'), 'unauthorised'],
    [new Error('WRONGPASS invalid username-password pair or user is disabled.'), 'unauthorised'],
    [new Error('NOPERM this user has no permissions to run the set command'), 'unauthorised'],
    [new Error('ERR max number of clients reached'), 'misconfigured'],
    [withCode('SELF_SIGNED_CERT_IN_CHAIN'), 'misconfigured'],
    [new Error('CLUSTERDOWN The cluster is down'), 'unstable_slot'],
    [new Error('TRYAGAIN Multiple keys request during rehashing of slot'), 'unstable_slot'],
    [new Error('MOVED 3999 127.0.0.1:6381'), 'unstable_slot'],
    [new Error('Too many Cluster redirections. Last error: x'), 'unstable_slot'],
    [new Error('WRONGTYPE Operation against a key holding the wrong kind of value'), undefined],
    [new Error('ERR syntax error'), undefined],
    [new TypeError('x is not a function'), undefined],
    ['text', undefined],
    [null, undefined],
  ];
  const named = cases.map(([error, fault]) => [error instanceof Error ? error.message : error, fault, error]);

  it.each(named)('%s is %s', (_name, fault, error) => {
    expect(classifyRedisError(error)).toBe(fault);
  });

  it('is believed when it names its own fault, and only when there is such a fault', () => {
    const saying = (fault: unknown) => Object.assign(withCode('ECONNREFUSED'), { fault });
    expect(classifyRedisError(saying('read_only'))).toBe('read_only');
    expect(classifyRedisError(saying('tired'))).toBe('down');
    expect(classifyRedisError(saying('toString'))).toBe('down');
    expect(classifyRedisError(saying(7))).toBe('down');
    expect(classifyRedisError({ fault: 'busy' })).toBe('busy');
  });

  it.each(['redis_handshake', 'redis_master_unknown'])('%s is what its cause is', (code) => {
    const because = (cause: unknown) => Object.assign(new Error('x', { cause }), { code });
    expect(classifyRedisError(because(withCode('ECONNREFUSED')))).toBe('down');
    expect(classifyRedisError(because(new AggregateError([new Error('NOAUTH x')])))).toBe('unauthorised');
    expect(classifyRedisError(because(new Error('who knows')))).toBe('misconfigured');
  });

  it('is found behind wrappers: causes, several attempts, the last node of a cluster', () => {
    expect(classifyRedisError(new Error('failed', { cause: withCode('EPIPE') }))).toBe('down');
    expect(classifyRedisError(new AggregateError([new Error('x'), withCode('ECONNREFUSED')]))).toBe('down');
    const all = Object.assign(new Error('Failed.'), { lastNodeError: withCode('ECONNREFUSED') });
    expect(classifyRedisError(all)).toBe('down');
  });

  it('has a meaning for people, whatever it is', () => {
    const meanings = Object.values(faultVerdicts).map(({ meaning }) => meaning);
    expect(new Set(meanings).size).toBe(meanings.length);
  });

  it('lets reads stay only where Redis still has its data and answers', () => {
    const staying = Object.entries(faultVerdicts).filter(([, { readsMayStay }]) => readsMayStay);
    expect(staying.map(([fault]) => fault).sort()).toEqual(['full', 'read_only', 'write_refusing']);
  });
});
