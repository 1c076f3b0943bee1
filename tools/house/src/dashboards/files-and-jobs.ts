import { there } from './meanings';
import { ask, type Dashboard, lines, now, quantile, rate, stat, states } from './panel';

/** What storage holds and does, and the work behind all services. */
export const filesAndJobs: Dashboard = {
  name: 'files-and-jobs',
  title: 'files and jobs',
  tells: 'What storage holds and does, and the work behind all services.',
  rows: [
    {
      title: 'Files',
      panels: [
        states(
          { title: 'Stores', tells: 'Whether bytes can be written and read.', means: there, high: 6 },
          ask(now('storage_store_usable'), '{{instance}}: {{store}}'),
        ),
        stat(
          { title: 'Room', tells: 'Bytes that are free in a folder.', unit: 'bytes', wide: 12, high: 6 },
          ask(`min by (store) (${now('storage_store_free_bytes')})`, '{{store}}'),
        ),
        lines(
          { title: 'Bytes', tells: 'In, by way; and out.', unit: 'Bps' },
          ask(rate('storage_received_bytes_total', 'way'), 'in, {{way}}'),
          ask(rate('storage_sent_bytes_total', 'service'), 'out'),
        ),
        lines(
          { title: 'Uploads', tells: 'By way and by what became of them.', unit: 'ops' },
          ask(rate('storage_uploads_total', 'way, outcome'), '{{way}}: {{outcome}}'),
        ),
        lines(
          {
            title: 'Downloads',
            tells: 'Answers with content that came to their end, and those that were cut.',
            unit: 'ops',
          },
          ask(rate('storage_sent_total', 'outcome'), '{{outcome}}'),
        ),
        lines(
          { title: 'The sweep', tells: 'What it did with what it found.', unit: 'ops' },
          ask(rate('storage_sweep_total', 'outcome'), '{{outcome}}'),
        ),
        lines(
          { title: 'Scans', tells: 'By what they found.', unit: 'ops' },
          ask(rate('storage_scans_total', 'outcome'), '{{outcome}}'),
        ),
        lines(
          { title: 'Thumbnails', tells: 'By outcome.', unit: 'ops' },
          ask(rate('storage_thumbnails_total', 'outcome'), '{{outcome}}'),
        ),
        lines(
          { title: 'How long thumbnails take', tells: '99 of 100 within.', unit: 's' },
          ask(quantile(0.99, 'storage_thumbnail_duration_seconds', 'service'), '99 of 100'),
        ),
      ],
    },
    {
      title: 'Jobs',
      panels: [
        lines(
          { title: 'Waiting', tells: 'How long the first of each queue has been able to run.', unit: 's' },
          ask(`max by (service, queue) (${now('jobs_oldest_waiting_seconds')})`, '{{service}} {{queue}}'),
        ),
        lines(
          { title: 'How many', tells: 'By state, of all queues.' },
          ask(
            `max by (service, state) (sum by (service, state, instance) (${now('jobs')}))`,
            '{{service}}: {{state}}',
          ),
        ),
        lines(
          { title: 'Ended', tells: 'By outcome; dead: an operator has to look.', unit: 'ops' },
          ask(rate('jobs_finished_total', 'service, queue, outcome'), '{{service}} {{queue}}: {{outcome}}'),
        ),
      ],
    },
  ],
};
