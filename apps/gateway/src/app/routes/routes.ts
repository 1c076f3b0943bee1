import { type StoreDeclaration } from '@secureconnect/resilience';
import { type LimitClassName } from '../limits/limit-classes';
import { type ProxiedRoute, type RouteAccess, type UpstreamName } from './proxied-route';

const limit: StoreDeclaration = {
  store: 'rate-limit',
  mode: 'open',
  tiers: ['redis', 'memory'],
  guarantee: 'each instance admits its share of the limit, beginning with what was last seen',
};

const revocation: StoreDeclaration = {
  store: 'revocations',
  mode: 'fallback',
  tiers: ['memory', 'redis', 'postgres'],
  guarantee: 'who is revoked stays out; 503 where nobody can say',
};

const reading = ['GET', 'HEAD', 'OPTIONS'];
const writing = ['POST', 'PUT', 'PATCH', 'DELETE'];

interface Line {
  readonly operation: string;
  readonly methods: readonly string[];
  readonly template: string;
  readonly limits: LimitClassName;
  readonly access?: RouteAccess;
  readonly isBulk?: boolean;
}

/** Nobody's token is looked at where anybody may call. */
const storesOf = (access: RouteAccess): StoreDeclaration[] =>
  access === 'anybody' ? [limit] : [limit, revocation];

const of =
  (upstream: UpstreamName) =>
  ({ access = 'caller', limits, ...line }: Line): ProxiedRoute => ({
    ...line,
    upstream,
    access,
    limits: [limits],
    stores: storesOf(access),
  });

/** What is below a path and the path itself, read and written, so that a service's new routes need no line here. */
const everything = (name: string, path: string, options: Partial<Line> = {}): Line[] =>
  ['', '/*'].flatMap((below) => [
    {
      operation: `${name}.read${below && '.below'}`,
      methods: reading,
      template: path + below,
      limits: 'read',
      ...options,
    },
    {
      operation: `${name}.write${below && '.below'}`,
      methods: writing,
      template: path + below,
      limits: 'write',
      ...options,
    },
  ]);

const open = (operation: string, path: string, limits: LimitClassName, methods = ['POST']): Line => ({
  ...{ operation, methods, template: path, limits },
  access: 'anybody',
});

/** Signing in may end here, so a token is looked at only where there is one. */
const secondFactor = (operation: string, template: string): Line => ({
  ...{ operation, methods: ['POST'], template, limits: 'login', access: 'anybody_or_caller' },
});

const auth: Line[] = [
  open('auth.login', '/v1/auth/login', 'login'),
  open('auth.register', '/v1/auth/register', 'register'),
  open('auth.refresh', '/v1/auth/refresh', 'refresh'),
  open('auth.password.forgot', '/v1/auth/password/forgot', 'recovery'),
  open('auth.password.reset', '/v1/auth/password/reset', 'recovery'),
  open('auth.email.verify', '/v1/auth/email/verify', 'recovery'),
  open('auth.email.resend', '/v1/auth/email/resend', 'recovery'),
  secondFactor('auth.mfa.verify', '/v1/auth/mfa/totp/verify'),
  open('auth.jwks', '/.well-known/jwks.json', 'read', ['GET', 'HEAD']),
  { operation: 'directory.find', methods: ['GET', 'HEAD'], template: '/v1/directory', limits: 'directory' },
  ...everything('auth', '/v1/auth'),
  ...everything('users', '/v1/users'),
];

const send = (operation: string, template: string): Line => ({
  ...{ operation, methods: ['POST'], template, limits: 'send' },
});

const chat: Line[] = [
  send('messages.send', '/v1/conversations/:id/messages'),
  ...everything('conversations', '/v1/conversations'),
  ...everything('messages', '/v1/messages'),
  ...everything('sync', '/v1/sync'),
  ...everything('presence', '/v1/presence'),
];

const video: Line[] = [
  { operation: 'calls.initiate', methods: ['POST'], template: '/v1/calls/initiate', limits: 'call' },
  ...everything('calls', '/v1/calls'),
  ...everything('push', '/v1/push'),
];

/** A signed link is its own proof, so its content is served to whoever has it; a token is looked at where one comes. */
const content: Line = {
  ...{ operation: 'files.content', methods: ['GET', 'HEAD'], template: '/v1/files/:id/content' },
  ...{ limits: 'link', access: 'anybody_or_caller', isBulk: true },
};

const storage: Line[] = [
  content,
  {
    ...{ operation: 'files.upload', methods: ['POST'], template: '/v1/files' },
    ...{ limits: 'upload', isBulk: true },
  },
  open('uploads.tus.options', '/v1/uploads/tus', 'read', ['OPTIONS']),
  ...everything('files', '/v1/files'),
  ...everything('uploads', '/v1/uploads', { limits: 'upload', isBulk: true }),
  ...everything('quota', '/v1/quota'),
];

/**
 * The table of routes: every path of the API, whose it is, who may call it, how often, and how it fails. Of two lines for
 * one path and method the first holds.
 */
export const routes: readonly ProxiedRoute[] = [
  ...auth.map(of('auth')),
  ...chat.map(of('chat')),
  ...video.map(of('video')),
  ...storage.map(of('storage')),
];
