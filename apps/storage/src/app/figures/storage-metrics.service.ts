import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type MetricSet, RedisMetrics } from '@secureconnect/resilience';
import { BlobStores } from '../blobs/blob-stores';
import { SentTally } from '../content/sent-tally';
import { ScanTally } from '../scanning/scan-tally';
import { SweepTally } from '../sweep/sweep-tally';
import { ThumbnailTally } from '../thumbnails/thumbnail-tally';
import { UploadTally } from '../uploads/upload-tally';

const drawingSeconds = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128];

/** Shows what this instance has done. */
@Injectable()
export class StorageMetrics implements OnModuleInit {
  private readonly metrics: MetricSet;

  constructor(
    shown: RedisMetrics,
    private readonly uploads: UploadTally,
    private readonly sent: SentTally,
    private readonly sweeps: SweepTally,
    private readonly thumbnails: ThumbnailTally,
    private readonly scans: ScanTally,
    private readonly blobs: BlobStores,
  ) {
    this.metrics = shown.metrics;
  }

  onModuleInit(): void {
    this.showUploads();
    this.showSent();
    this.showPlaces();
    this.showOutcomes('storage_sweep_total', 'What sweeps did here, by outcome', this.sweeps.counts);
    this.showOutcomes('storage_thumbnails_total', 'Pictures drawn here, by outcome', this.thumbnails.counts);
    this.showOutcomes('storage_scans_total', 'Files looked through here, by outcome', this.scans.counts);
    const runs = { name: 'storage_sweep_runs_total', help: 'Sweeps of this instance, by outcome' };
    this.metrics.counted({ ...runs, labels: ['outcome'] }, (counter) => {
      for (const [outcome, count] of Object.entries(this.sweeps.runs)) counter.inc({ outcome }, count);
    });
    const drawn = { name: 'storage_thumbnail_duration_seconds', help: 'How long it took to draw a picture' };
    const durations = this.metrics.histogram(drawn, drawingSeconds);
    this.thumbnails.onDrawn = (seconds) => durations.observe(seconds);
  }

  private showUploads(): void {
    const uploads = { name: 'storage_uploads_total', help: 'Uploads, by way, and how they began or ended' };
    this.metrics.counted({ ...uploads, labels: ['way', 'outcome'] }, (counter) => {
      for (const [way, counts] of this.uploads.counts)
        for (const [outcome, count] of counts) counter.inc({ way, outcome }, count);
    });
    const received = { name: 'storage_received_bytes_total', help: 'Bytes that became files, by way' };
    this.metrics.counted({ ...received, labels: ['way'] }, (counter) => {
      for (const [way, bytes] of this.uploads.bytes) counter.inc({ way }, bytes);
    });
  }

  private showSent(): void {
    const bytes = { name: 'storage_sent_bytes_total', help: 'Bytes of content that was sent to its end' };
    this.metrics.counted(bytes, (counter) => counter.inc(this.sent.bytes));
    const sent = {
      name: 'storage_sent_total',
      help: 'Answers with content, by whether they came to their end',
    };
    this.metrics.counted({ ...sent, labels: ['outcome'] }, (counter) => {
      counter.inc({ outcome: 'whole' }, this.sent.whole);
      counter.inc({ outcome: 'cut' }, this.sent.cut);
    });
  }

  /** Where there is no S3, nothing is held. */
  private showPlaces(): void {
    const { places } = this.blobs;
    if (!places) return;
    const held = {
      name: 'storage_s3_parts_held',
      help: 'Parts of uploads into the S3 in memory here, at once',
    };
    this.metrics.gauge({ ...held, read: (gauge) => gauge.set(places.held) });
    const help = 'Uploads into the S3 that memory was short for, by what became of them';
    this.showOutcomes('storage_s3_parts_short_total', help, places.counts);
  }

  private showOutcomes(name: string, help: string, counts: ReadonlyMap<string, number>): void {
    this.metrics.counted({ name, help, labels: ['outcome'] }, (counter) => {
      for (const [outcome, count] of counts) counter.inc({ outcome }, count);
    });
  }
}
