import { policiesPage } from './policies-page';
import { policiesTable } from './policies-table';
import { type PrintedOperation, type ServicePolicies } from './read-policies';

const live: PrintedOperation = {
  operation: 'health.live',
  kind: 'http',
  target: 'HealthController.live',
  stores: [{ store: 'redis', mode: 'free' }],
};
const login: PrintedOperation = {
  operation: 'login',
  kind: 'http',
  target: 'AuthController.login',
  stores: [
    { store: 'lockout', mode: 'closed' },
    { store: 'sessions', mode: 'fallback', tiers: ['redis', 'postgres'], guarantee: 'slower | safe' },
  ],
};
const tables: ServicePolicies[] = [
  {
    service: 'auth',
    operations: [live, login],
    stores: [
      {
        store: 'sessions',
        tiers: [
          { tier: 'redis', guarantee: 'fast' },
          { tier: 'postgres', guarantee: 'slower | safe' },
        ],
      },
    ],
  },
  { service: 'chat', operations: [live], stores: [] },
];

describe('the tables of policies', () => {
  it('line up for people, a row for each store, under the name of the service', () => {
    expect(policiesTable(tables).split('\n')).toEqual([
      'auth',
      '  operation    kind  store     while Redis is away      served by             handled by',
      '  health.live  http  redis     free: never touched                            HealthController.live',
      '  login        http  lockout   closed: refused                                AuthController.login',
      '                     sessions  fallback: slower | safe  redis, then postgres',
      '',
      '  store     served by  which promises',
      '  sessions  redis      fast',
      '            postgres   slower | safe',
      '',
      'chat',
      '  operation    kind  store     while Redis is away      served by             handled by',
      '  health.live  http  redis     free: never touched                            HealthController.live',
    ]);
  });

  it('make a page that tells once what all services have, and says of whom there is no more', () => {
    const page = policiesPage(tables);
    expect(page.match(/health\.live/g)).toHaveLength(1);
    expect(page).toContain('|  |  | `sessions` | fallback: slower \\| safe | redis, then postgres |  |');
    expect(page).toContain('| sessions | redis | fast |\n|  | postgres | slower \\| safe |');
    expect(page).toContain('## chat\n\nNothing beyond what every service has.');
  });
});
