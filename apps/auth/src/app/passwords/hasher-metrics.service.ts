import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Gauge, Histogram, type Metric, register } from 'prom-client';
import { type Subscription } from 'rxjs';
import { PasswordHasher } from './password-hasher.service';

const buckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Shows how busy the hashing of passwords is: whether logins wait for it, and how long. */
@Injectable()
export class HasherMetrics implements OnModuleInit, OnModuleDestroy {
  private subscription: Subscription | undefined;

  constructor(private readonly hasher: PasswordHasher) {}

  onModuleInit(): void {
    const { pool } = this.hasher;
    gauge('password_hashes_waiting', 'Passwords that wait to be hashed or verified', () => pool.waiting);
    gauge('password_hashes_running', 'Passwords that are being hashed or verified', () => pool.running);
    const waited = duration('password_hash_wait_seconds', 'How long passwords waited to be hashed');
    const took = duration('password_hash_seconds', 'How long hashing a password took');
    this.subscription = pool.ended$.subscribe((job) => {
      waited.observe(job.waitedMs / 1_000);
      took.observe((performance.now() - job.startedAt) / 1_000);
    });
  }

  onModuleDestroy(): void {
    this.subscription?.unsubscribe();
  }
}

function gauge(metric: string, help: string, read: () => number): void {
  take(metric, (name) => {
    const shown: Gauge = new Gauge({ name, help, collect: () => shown.set(read()) });
    return shown;
  });
}

const duration = (metric: string, help: string): Histogram =>
  take(metric, (name) => new Histogram({ name, help, buckets }));

/** A name passes to the newest: an application that starts anew in the same process. */
function take<M extends Metric>(name: string, make: (name: string) => M): M {
  register.removeSingleMetric(name);
  return make(name);
}
