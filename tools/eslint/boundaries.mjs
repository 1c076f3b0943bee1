/**
 * Who may import whom. Dependencies point one way: apps, then stores, realtime and jobs, then cache and redis,
 * then resilience, then nothing of ours. Every tag is named; there is no wildcard.
 */
const allowed = {
  'type:contracts': [],
  'type:resilience': [],
  'type:redis': ['type:resilience'],
  'type:cache': ['type:redis', 'type:resilience'],
  'type:store': ['type:cache', 'type:redis', 'type:resilience', 'type:contracts', 'type:platform'],
  'type:identity': [
    'type:store',
    'type:cache',
    'type:redis',
    'type:resilience',
    'type:contracts',
    'type:platform',
  ],
  'type:realtime': [
    'type:identity',
    'type:store',
    'type:cache',
    'type:redis',
    'type:resilience',
    'type:contracts',
    'type:platform',
  ],
  'type:jobs': ['type:redis', 'type:resilience', 'type:contracts', 'type:platform'],
  'type:platform': ['type:contracts', 'type:cache', 'type:resilience', 'type:redis'],
  'type:client': ['type:contracts'],
  'type:page': ['type:client', 'type:contracts'],
  'type:app': [
    'type:platform',
    'type:contracts',
    'type:store',
    'type:identity',
    'type:realtime',
    'type:jobs',
    'type:cache',
    'type:redis',
    'type:resilience',
  ],
  'type:testing': ['type:testing', 'type:contracts'],
  'type:e2e': ['type:testing', 'type:contracts', 'type:client'],
  'type:tool': [
    'type:testing',
    'type:contracts',
    'type:platform',
    'type:redis',
    'type:resilience',
    'type:cache',
    'type:jobs',
    'type:store',
    'type:identity',
    'type:realtime',
    'type:client',
  ],
};

const scopes = ['gateway', 'auth', 'chat', 'video', 'storage'];

const byType = (extra = []) =>
  Object.entries(allowed).map(([sourceTag, tags]) => ({
    sourceTag,
    onlyDependOnLibsWithTags: [...new Set([...tags, ...extra])],
  }));

const byScope = [
  ...scopes.map((scope) => ({
    sourceTag: `scope:${scope}`,
    onlyDependOnLibsWithTags: [`scope:${scope}`, 'scope:shared'],
  })),
  { sourceTag: 'scope:shared', onlyDependOnLibsWithTags: ['scope:shared'] },
];

const rule = (extra) => ({
  enforceBuildableLibDependency: true,
  allow: [],
  depConstraints: [...byType(extra), ...byScope],
});

export default {
  /** Production source. */
  source: rule(),
  /** Specs may also use the real servers of libs/testing. */
  specs: rule(['type:testing']),
  ioredisOnlyInRedis: {
    paths: [{ name: 'ioredis', message: 'Only libs/redis talks to ioredis; import @secureconnect/redis.' }],
  },
  /** The same, for what is loaded while the program runs. */
  ioredisLoadedInRedisOnly: {
    selector:
      ":matches(ImportExpression[source.value='ioredis'], CallExpression[callee.name='require'][arguments.0.value='ioredis'])",
    message: 'Only libs/redis talks to ioredis; import @secureconnect/redis.',
  },
};
