import { holds } from './meanings';
import { ask, type Dashboard, lines, now, quantile, rate, states } from './panel';

/** What comes in, where it goes, and who is turned away. */
export const gateway: Dashboard = {
  name: 'gateway',
  title: 'the gateway',
  tells: 'What comes in, where it goes, and who is turned away.',
  rows: [
    {
      title: 'Requests',
      panels: [
        lines(
          {
            title: 'By route',
            tells: 'The templates of the routes, never their paths.',
            unit: 'reqps',
            wide: 12,
          },
          ask(
            'topk(15, sum by (method, route) (rate(http_request_duration_seconds_count{service="gateway"}[$__rate_interval])))',
            '{{method}} {{route}}',
          ),
        ),
        lines(
          { title: 'How long, by route', tells: '99 of 100 within.', unit: 's', wide: 12 },
          ask(
            `topk(15, ${quantile(0.99, 'http_request_duration_seconds', 'method, route', 'service="gateway"')})`,
            '{{method}} {{route}}',
          ),
        ),
      ],
    },
    {
      title: 'The services behind it',
      panels: [
        states(
          {
            title: 'Breakers',
            tells: 'Open: its routes are answered with 502 at once.',
            means: holds,
            none: 'All closed',
          },
          ask(
            `${now('gateway_upstream_breaker_state', 'state!="closed"')} == 1`,
            '{{instance}} to {{upstream}}: {{state}}',
          ),
        ),
        lines(
          { title: 'Instances', tells: 'Those that are well, and those that rest after failures.', wide: 12 },
          ask(`min by (upstream, state) (${now('gateway_upstream_instances')})`, '{{upstream}}: {{state}}'),
        ),
        lines(
          { title: 'How requests to them end', tells: 'All but those that were answered.', unit: 'reqps' },
          ask(
            rate('gateway_upstream_requests_total', 'upstream, outcome', 'outcome!="answered"'),
            '{{upstream}}: {{outcome}}',
          ),
        ),
        lines(
          { title: 'Under way', tells: 'Places that are taken, of UPSTREAM_MAX_REQUESTS.' },
          ask(`sum by (upstream) (${now('gateway_upstream_requests_in_flight')})`, '{{upstream}}'),
        ),
        lines(
          {
            title: 'Asked again',
            tells: 'GET, HEAD and OPTIONS that met an instance that was gone.',
            unit: 'reqps',
          },
          ask(rate('gateway_upstream_retries_total', 'upstream'), '{{upstream}}'),
        ),
      ],
    },
    {
      title: 'Limits and sockets',
      panels: [
        lines(
          { title: 'Turned away by limits', tells: 'By policy.', unit: 'reqps' },
          ask(rate('rate_limit_decisions_total', 'policy', 'outcome="refused"'), '{{policy}}'),
        ),
        lines(
          {
            title: 'Who decides about limits',
            tells: 'Memory: Redis is away, and each instance admits its share.',
            unit: 'reqps',
          },
          ask(rate('rate_limit_decisions_total', 'tier'), '{{tier}}'),
        ),
        lines(
          { title: 'Sockets', tells: 'That go through the gateways now.' },
          ask(`sum by (path, kind) (${now('gateway_sockets')})`, '{{path}} by {{kind}}'),
        ),
        lines(
          {
            title: 'Sockets that were cut',
            tells: 'By reason; revoked: their sign-in was ended.',
            unit: 'ops',
          },
          ask(rate('gateway_sockets_cut_total', 'reason'), '{{reason}}'),
        ),
      ],
    },
  ],
};
