import { ask, type Dashboard, lines, now } from './panel';

/** What the processes themselves need. */
export const processes: Dashboard = {
  name: 'processes',
  title: 'processes',
  tells: 'What each instance needs of its machine.',
  rows: [
    {
      title: 'Each instance',
      panels: [
        lines(
          {
            title: 'CPU',
            tells: 'Of one core; close to 1 it is the event loop that is full.',
            unit: 'percentunit',
          },
          ask(`rate(${now('process_cpu_seconds_total')}[$__rate_interval])`, '{{service}} {{instance}}'),
        ),
        lines(
          { title: 'Memory', tells: 'That is resident.', unit: 'bytes' },
          ask(now('process_resident_memory_bytes'), '{{service}} {{instance}}'),
        ),
        lines(
          {
            title: 'How late the event loop is',
            tells: '99 of 100 turns. A stall of our own is never taken for one of Redis.',
            unit: 's',
          },
          ask(now('nodejs_eventloop_lag_p99_seconds'), '{{service}} {{instance}}'),
        ),
        lines(
          { title: 'Garbage collection', tells: 'Seconds of each second.', unit: 'percentunit' },
          ask(
            `sum by (service, instance) (rate(${now('nodejs_gc_duration_seconds_sum')}[$__rate_interval]))`,
            '{{service}} {{instance}}',
          ),
        ),
        lines(
          { title: 'Open files', tells: 'Sockets among them.' },
          ask(now('process_open_fds'), '{{service}} {{instance}}'),
        ),
        lines(
          { title: 'Since when', tells: 'A step to nothing is a restart.', unit: 's' },
          ask(`time() - ${now('process_start_time_seconds')}`, '{{service}} {{instance}}'),
        ),
      ],
    },
  ],
};
