import { pathEndOf } from './request-target';

describe('the path of a request', () => {
  it.each([
    ['/v1/users/me', 12],
    ['/v1/messages?limit=20&text=%2e%2e%2f', 12],
    ['/v1/files/a%20b', 15],
    ['/v1/files/.hidden/..x', 21],
    ['/.well-known/jwks.json', 22],
    ['/v1/auth/', 9],
    ['/?', 1],
  ])('is read where everybody reads it alike: %s', (target, end) => {
    expect(pathEndOf(target)).toBe(end);
  });

  it.each([
    ...[
      '/%2e%2e/health',
      '/v1/%2E%2E/health',
      '/v1/..%2fhealth',
      '/v1/a%5cb',
      '/v1/a%00b',
      '/v1/%252e%252e/x',
    ],
    ...['//v1/auth', '/v1//auth', '/v1/../health', '/v1/./auth', '/v1/auth/..', '/v1/..;/x', '/v1\\auth'],
    ...[
      '/v1/a%2',
      '/v1/a%zz',
      '/v1/a b',
      '/v1/a#b',
      '/v1/a|b',
      '/v1/a?b#c',
      '/v1/é',
      '/v1/a%0d%0ab',
      '/v1/%7f',
    ],
    ...['', '*', 'v1/auth', 'http://elsewhere/v1/auth', 'elsewhere:443'],
  ])('is refused where two programs could read two paths: %j', (target) => {
    expect(pathEndOf(target)).toBe(-1);
  });
});
