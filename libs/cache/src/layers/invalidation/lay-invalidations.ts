import { Logger } from '@nestjs/common';
import { type FailoverStore } from '@secureconnect/resilience';
import { type MultiLayerCacheParts } from '../cache-layers';
import { longestLifeMs, type MultiLayerCacheOptions } from '../multi-layer-cache.options';
import { type BackgroundFailures } from '../load/background-failures';
import { InvalidationFeed } from './invalidation-feed';
import { InvalidationLog } from './invalidation-log';
import { InvalidationRecovery } from './invalidation-recovery';
import { Invalidations } from './invalidations';
import { keptMarkRule } from './kept-mark';
import { KnownInvalidations } from './known-invalidations';
import { Relay } from './relay';
import { RelayEar } from './relay-ear';
import { RelayOutbox } from './relay-outbox';

/** Puts together what makes the entries of one cache void: the log, those who follow it, and the relay. */
export function layInvalidations(
  { gate, kept, stores, relay, logger = new Logger() }: MultiLayerCacheParts,
  { store, failures }: { readonly store: FailoverStore; readonly failures: BackgroundFailures },
  options: MultiLayerCacheOptions,
) {
  const { name, keyPrefix: prefix, maxInvalidations: maxMarks } = options;
  const known = new KnownInvalidations(maxMarks);
  const log = new InvalidationLog(gate, known, { prefix, maxMarks, longestMs: longestLifeMs });
  const feed = new InvalidationFeed({ gate, store, log, known, failures }, options);
  const pending = kept.store({ name: `${name}-invalidations`, rule: keptMarkRule, isDurable: false });
  const outbox = new RelayOutbox(relay, logger);
  stores.register(new InvalidationRecovery(pending.name, pending, log, outbox));
  const parts = {
    known,
    log,
    feed,
    store,
    kept: pending,
    outbox,
    failures,
    longestMs: longestLifeMs,
    maxMarks,
  };
  const invalidations = new Invalidations(parts);
  const ear = new RelayEar({ relay, feed, known, invalidations });
  return { feed, invalidations, relay: new Relay(ear, outbox) };
}
