import { failingOver } from '../ours/failing-over';
import { bentocacheOutage } from '../peers/bentocache-outage';
import { cacheManagerOutage } from '../peers/cache-manager-outage';
import { connectRedisOutage } from '../peers/connect-redis-outage';
import { limiterOutage, tunedLimiterOutage } from '../peers/limiter-outage';
import { type OutageSubjectName } from './outage-subject-names';
import { type StartSubject } from './outage-subject';

/** Who goes through the outage, by name. */
export const outageSubjects: Readonly<Record<OutageSubjectName, StartSubject>> = {
  ours: failingOver,
  'limiter, tuned': tunedLimiterOutage,
  limiter: limiterOutage,
  bentocache: bentocacheOutage,
  'cache-manager': cacheManagerOutage,
  'connect-redis': connectRedisOutage,
};
