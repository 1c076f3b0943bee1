import { ask, type Dashboard, lines, now, quantile, rate } from './panel';

/** What people do: signing in, writing, calling. */
export const people: Dashboard = {
  name: 'people',
  title: 'people',
  tells: 'Signing in, writing, calling.',
  rows: [
    {
      title: 'Signing in',
      panels: [
        lines(
          { title: 'Logins', tells: 'By outcome.', unit: 'ops' },
          ask(rate('auth_logins_total', 'outcome'), '{{outcome}}'),
        ),
        lines(
          { title: 'Refreshes', tells: 'By outcome; reused: a family was ended.', unit: 'ops' },
          ask(rate('auth_refreshes_total', 'outcome'), '{{outcome}}'),
        ),
        lines(
          {
            title: 'Begun, ended, locked',
            tells: 'Logins that were begun and ended, and locked accounts.',
            unit: 'ops',
          },
          ask(rate('sessions_begun_total', 'service'), 'begun'),
          ask(rate('sessions_ended_total', 'reason'), '{{reason}}'),
          ask(rate('auth_locks_total', 'service'), 'accounts locked'),
        ),
        lines(
          { title: 'Waiting for a password hash', tells: 'They are what a login costs.', unit: 's' },
          ask(quantile(0.99, 'password_hash_wait_seconds', 'service'), 'wait, 99 of 100'),
          ask(quantile(0.99, 'password_hash_seconds', 'service'), 'hash, 99 of 100'),
        ),
        lines(
          {
            title: 'Who knew whether a token was revoked',
            tells: 'The mirror in memory, as a rule.',
            unit: 'ops',
          },
          ask(rate('revocation_checks_total', 'service, answered_by'), '{{service}}: {{answered_by}}'),
        ),
        lines(
          {
            title: 'Behind on revocations',
            tells: 'Revocations that are known to be there and have not been heard.',
          },
          ask(`max by (service) (${now('revocations_lag')})`, '{{service}}'),
        ),
      ],
    },
    {
      title: 'Writing',
      panels: [
        lines(
          { title: 'Told', tells: 'Messages and other changes, to sockets.', unit: 'ops' },
          ask(rate('chat_deliveries_total', 'service'), 'deliveries'),
        ),
        lines(
          {
            title: 'Missed and caught up',
            tells: 'Gaps that instances heard of, and those that were told to clients.',
            unit: 'ops',
          },
          ask(rate('chat_gaps_heard_total', 'service'), 'heard by instances'),
          ask(rate('chat_gaps_told_total', 'service'), 'told to clients'),
          ask(rate('chat_catch_ups_total', 'outcome'), 'catch-ups: {{outcome}}'),
        ),
        lines(
          {
            title: 'By which way instances hear each other',
            tells: 'Redis, and PostgreSQL in its place.',
            unit: 'ops',
          },
          ask(rate('realtime_heard_total', 'service, carrier'), '{{service}}: {{carrier}}'),
        ),
        lines(
          { title: 'Sockets', tells: 'At the services.' },
          ask(`sum by (service) (${now('realtime_sockets')})`, '{{service}}'),
        ),
        lines(
          { title: 'Sockets that were cut', tells: 'By reason.', unit: 'ops' },
          ask(rate('realtime_sockets_cut_total', 'service, reason'), '{{service}}: {{reason}}'),
        ),
        lines(
          { title: 'Behind', tells: 'Changes that wait to be told, and conversations whose news is late.' },
          ask(`sum by (service) (${now('chat_changes_waiting')})`, 'changes'),
          ask(`sum by (service) (${now('chat_streams_behind')})`, 'conversations'),
        ),
      ],
    },
    {
      title: 'Calling',
      panels: [
        lines(
          {
            title: 'Calls',
            tells: 'That begin, people who came back to one, and calls that a deadline changed.',
            unit: 'ops',
          },
          ask(rate('video_calls_begun_total', 'service'), 'begun'),
          ask(rate('video_reconnections_total', 'service'), 'reconnections'),
          ask(rate('video_deadlines_total', 'service'), 'deadlines'),
        ),
        lines(
          { title: 'From taken to talking', tells: 'Until both are connected.', unit: 's' },
          ask(quantile(0.5, 'video_call_connect_seconds', 'service'), 'half within'),
          ask(quantile(0.99, 'video_call_connect_seconds', 'service'), '99 of 100 within'),
        ),
        lines(
          { title: 'Behind', tells: 'Calls whose changes have not been told.' },
          ask(`sum by (service) (${now('video_calls_behind')})`, 'calls behind'),
        ),
      ],
    },
  ],
};
