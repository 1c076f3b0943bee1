import { type AlertFault } from './alert-fault';
import { redisReturnsAlone } from './record-fault';
import { redisAlertFaults as redis } from './redis-faults';
import { refusedAlertFaults as refused } from './refused-faults';
import { serviceAlertFaults as services } from './service-faults';
import { storageAlertFaults as storage } from './storage-faults';

/** What is made in turn; what stands together strikes different parts, and is made at once. */
export const rounds: readonly (readonly AlertFault[])[] = [
  [
    ...[refused.nobodysQueue, refused.unreadable, refused.pushes],
    ...[services.forced, storage.scannerAway, storage.diskFull],
  ],
  [services.killed, refused.sweep, refused.chatOutbox],
  [redis.turnedAway, storage.blobsLost, refused.callOutbox],
  [redisReturnsAlone],
  [redis.slow],
  [redis.late],
  [redis.flapping],
];

/** All of them. */
export const alertFaults: readonly AlertFault[] = rounds.flat();

/** Rules whose fault cannot be made on real servers here, and why. */
export const notMadeHere: Readonly<Record<string, string>> = {
  JobsStuck:
    'It takes a handler that ignores its signal, and none that is shipped does; that one is seen is shown by stuck-places.spec.ts of libs/jobs, and that it is counted by job-metrics.spec.ts.',
  PushRejected:
    'In production pushes go to public addresses alone, so no provider that rejects can stand on this machine; that rejections are counted is shown by pushing.spec.ts of apps/video.',
};
