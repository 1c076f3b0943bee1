import { holds, there } from './meanings';
import { ask, type Dashboard, lines, now, quantile, rate, stat, states } from './panel';

/** What Redis does, what serves in its place, and how far the way back is. */
export const redis: Dashboard = {
  name: 'redis',
  title: 'Redis and its fallbacks',
  tells: 'What Redis does, what serves in its place, and how far the way back is.',
  rows: [
    {
      title: 'Redis',
      panels: [
        states(
          { title: 'Relied on', tells: 'Whether each instance relies on Redis.', means: there },
          ask(now('redis_available'), '{{service}} {{instance}}'),
        ),
        states(
          {
            title: 'What is wrong with it',
            tells: 'The fault as it was classified. Unauthorised and misconfigured wait for an operator.',
            means: holds,
            none: 'None seen',
          },
          ask(`${now('redis_fault')} == 1`, '{{service}} {{instance}}: {{fault}}'),
        ),
        lines(
          { title: 'Lost and back', tells: 'Transitions within a minute, by where they led.' },
          ask(
            `sum by (service, to) (increase(${now('redis_transitions_total')}[1m]))`,
            '{{service}}: {{to}}',
          ),
        ),
        lines(
          {
            title: 'Answers too late',
            tells: 'Calls that met their deadline and went to a fallback.',
            unit: 'ops',
          },
          ask(rate('redis_deadline_missed_total', 'service, kind'), '{{service}}: {{kind}}'),
        ),
        lines(
          {
            title: 'Another server, or an empty one',
            tells:
              'What was noticed within a minute about which Redis it is. Emptied: somebody wiped it, or it evicts.',
          },
          ask(
            `sum by (service, change) (increase(${now('redis_identity_changes_total')}[1m]))`,
            '{{service}}: {{change}}',
          ),
        ),
      ],
    },
    {
      title: 'What serves in its place',
      panels: [
        states(
          { title: 'Tier in use', tells: 'For each store, the first tier that is asked.', means: holds },
          ask(
            `max by (service, store, tier) (${now('redis_store_tier')}) == 1`,
            '{{service}} {{store}}: {{tier}}',
          ),
        ),
        states(
          {
            title: 'Breakers that are not closed',
            tells: 'Forced ones are held by an operator until they are reset.',
            means: holds,
            none: 'All closed',
          },
          ask(
            `${now('redis_breaker_state', 'state!="closed"')} == 1`,
            '{{service}} {{instance}} {{kind}}: {{state}}',
          ),
        ),
        lines(
          { title: 'Served by a fallback', tells: 'Calls, by store and tier.', unit: 'ops' },
          ask(rate('redis_fallback_hits_total', 'service, store, tier'), '{{service}} {{store}}: {{tier}}'),
        ),
        lines(
          { title: 'How long fallbacks take', tells: '99 of 100 calls within.', unit: 's' },
          ask(
            quantile(0.99, 'redis_fallback_duration_seconds', 'service, store, tier'),
            '{{service}} {{store}}: {{tier}}',
          ),
        ),
      ],
    },
    {
      title: 'The way back',
      panels: [
        stat(
          { title: 'Waiting for Redis', tells: 'Writes that are kept for it, by service.', wide: 8 },
          ask(`sum by (service) (${now('redis_pending_entries')})`, '{{service}}'),
        ),
        stat(
          {
            title: 'Had no room',
            tells: 'Writes that were dropped in the last hour; the store is filled from PostgreSQL instead.',
            redFrom: 1,
            wide: 8,
          },
          ask(`sum by (service) (increase(${now('redis_dropped_entries_total')}[1h]))`, '{{service}}'),
        ),
        stat(
          { title: 'Recoveries', tells: 'In the last hour, by how they ended.', wide: 8 },
          ask(`sum by (outcome) (increase(${now('redis_recoveries_total')}[1h]))`, '{{outcome}}'),
        ),
        lines(
          { title: 'Waiting, by store', tells: 'It falls to nothing when Redis is back.' },
          ask(`sum by (service, store) (${now('redis_pending_entries')})`, '{{service}} {{store}}'),
        ),
        lines(
          { title: 'How far', tells: 'Of each recovery that is under way.', unit: 'percentunit' },
          ask(`min by (service, store) (${now('redis_recovery_progress')})`, '{{service}} {{store}}'),
        ),
        lines(
          { title: 'Brought up to date', tells: 'Entries that were reconciled.', unit: 'ops' },
          ask(rate('redis_reconciled_entries_total', 'service, store'), '{{service}} {{store}}'),
        ),
      ],
    },
  ],
};
