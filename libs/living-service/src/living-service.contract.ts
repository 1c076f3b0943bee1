import { type ServiceName } from '@secureconnect/contracts';
import { describeAnswers } from './answers.contract';
import { describeConfiguration } from './configuration.contract';
import { describeDatabaseLoss } from './database-loss.contract';
import { describeEnding } from './ending.contract';
import { describeJobs } from './jobs.contract';
import { allFaults, commonFaults, describeNoRedis, describeRedisLoss } from './redis-loss.contract';
import { describeSockets } from './sockets.contract';
import { closeShared, withService } from './surroundings';

/** In what a service differs from its siblings. */
export interface LivingServiceTraits {
  /** Where its sockets are, if it has any. */
  readonly socketPath?: string;
  /** Whose tests show for it, too, what the common stack alone decides: configuration, jobs, the loss of PostgreSQL, the ending, a start without Redis, and its rarer faults. */
  readonly shownBy?: ServiceName;
}

const ofTheCommonStack = [describeNoRedis, describeConfiguration, describeDatabaseLoss, describeEnding];

const settings = {
  OPERATOR_TOKEN: 'an-operator-keeps-this-one-secret',
  REDIS_HEALTH_CHECK_INTERVAL: '1',
  CORS_ORIGINS: 'https://app.example',
};

/** What each of the five services owes as a process among real servers, written once. */
export function describeLivingService(
  app: ServiceName,
  { socketPath, shownBy }: LivingServiceTraits = {},
): void {
  describe(`the ${app} service`, () => {
    jest.setTimeout(60_000);
    afterAll(closeShared);
    describe('among all it stands on', () => {
      const held = withService(app, settings);
      describeAnswers(app, held);
      if (!shownBy) describeJobs(app, held);
      describeRedisLoss(held, shownBy ? commonFaults : allFaults);
      if (socketPath) describeSockets(socketPath, held);
    });
    if (!shownBy) for (const describeMore of ofTheCommonStack) describeMore(app);
  });
}
