import { atAGlance } from './at-a-glance';
import { filesAndJobs } from './files-and-jobs';
import { gateway } from './gateway';
import { type Dashboard } from './panel';
import { people } from './people';
import { processes } from './processes';
import { redis } from './redis';

/** All of them, in the order in which an operator looks. */
export const dashboards: readonly Dashboard[] = [atAGlance, redis, gateway, people, filesAndJobs, processes];
