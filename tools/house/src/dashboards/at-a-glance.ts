import { degraded, there } from './meanings';
import { ask, type Dashboard, lines, now, type Panel, quantile, rate, stat, states } from './panel';

const alerts: Panel = {
  kind: 'alerts',
  title: 'Alerts',
  tells: 'Those that fire or are about to. Each has a page in docs/runbooks.',
  asks: [],
  wide: 4,
  high: 8,
};
const byClass = `sum by (class) (label_replace(rate(http_request_duration_seconds_count{service="gateway"}[$__rate_interval]), "class", "\${1}xx", "status", "(.).*"))`;
const failing = `sum by (route, status) (rate(http_request_duration_seconds_count{service="gateway", status=~"5.."}[$__rate_interval]))`;

/** What an operator looks at first. */
export const atAGlance: Dashboard = {
  name: 'at-a-glance',
  title: 'at a glance',
  tells: 'What is degraded, since when, and who feels it.',
  rows: [
    {
      title: 'Now',
      panels: [
        stat(
          {
            title: 'Mode',
            tells: 'Degraded: a fallback serves in place of Redis. GET /health of the service says why.',
            means: degraded,
            wide: 8,
          },
          ask(`max by (service) (${now('redis_degraded_mode')})`, '{{service}}'),
        ),
        stat(
          {
            title: 'PostgreSQL',
            tells: 'The record. While it is away, what needs it is answered with 503.',
            means: there,
            wide: 8,
          },
          ask(
            `min by (service) (${now('service_component_available', 'component="postgres"')})`,
            '{{service}}',
          ),
        ),
        stat(
          {
            title: 'Instances',
            tells:
              'Whether all of a service answer. One that is gone tells nothing of itself in any other figure.',
            means: there,
            wide: 8,
          },
          ask(`min by (service) (${now('up', 'job="secureconnect"')})`, '{{service}}'),
        ),
        states(
          {
            title: 'Mode, since when',
            tells:
              'One line for each instance. Each change of colour is one transition, and one line in its log.',
            means: degraded,
            wide: 20,
          },
          ask(now('redis_degraded_mode'), '{{service}} {{instance}}'),
        ),
        alerts,
      ],
    },
    {
      title: 'Who feels it',
      panels: [
        lines(
          { title: 'Requests', tells: 'At the gateway, by the first digit of their status.', unit: 'reqps' },
          ask(byClass, '{{class}}'),
        ),
        lines(
          {
            title: 'Failures',
            tells: 'At the gateway, with a status from 500 on, by route.',
            unit: 'reqps',
            none: 'None seen',
          },
          ask(failing, '{{status}} {{route}}'),
        ),
        lines(
          {
            title: 'How long answers take',
            tells: 'At each service; what the gateway adds is its line less the others.',
            unit: 's',
          },
          ask(quantile(0.5, 'http_request_duration_seconds', 'service'), '{{service}}: half'),
          ask(quantile(0.99, 'http_request_duration_seconds', 'service'), '{{service}}: 99 of 100'),
        ),
        lines(
          { title: 'People connected', tells: 'By sockets, at all instances together.' },
          ask(`sum(${now('chat_people_connected')})`, 'chat'),
          ask(`sum(${now('video_people_connected')})`, 'calls'),
        ),
        lines(
          {
            title: 'Messages and calls',
            tells: 'What is told to people, and calls that begin.',
            unit: 'ops',
          },
          ask(rate('chat_deliveries_total', 'service'), 'messages told'),
          ask(rate('video_calls_begun_total', 'service'), 'calls begun'),
        ),
        lines(
          { title: 'Files', tells: 'Bytes that storage takes and gives.', unit: 'Bps' },
          ask(rate('storage_received_bytes_total', 'way'), 'in, {{way}}'),
          ask(rate('storage_sent_bytes_total', 'service'), 'out'),
        ),
      ],
    },
  ],
};
