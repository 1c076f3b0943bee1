import { type ServiceName } from '@secureconnect/contracts';
import { describeAnswers } from './answers.contract';
import { describeConfiguration } from './configuration.contract';
import { describeDatabaseLoss } from './database-loss.contract';
import { describeEnding } from './ending.contract';
import { describeJobs } from './jobs.contract';
import { describeRedisLoss } from './redis-loss.contract';
import { describeSockets } from './sockets.contract';
import { closeShared, withService } from './surroundings';

/** In what a service differs from its siblings. */
export interface LivingServiceTraits {
  /** Where its sockets are, if it has any. */
  readonly socketPath?: string;
  /** Whose tests show for it, too, what the common stack alone decides: the loss of PostgreSQL, and the ending. */
  readonly shownBy?: ServiceName;
}

/** What each of the five services owes as a process among real servers, written once. */
export function describeLivingService(
  app: ServiceName,
  { socketPath, shownBy }: LivingServiceTraits = {},
): void {
  describe(`the ${app} service`, () => {
    jest.setTimeout(60_000);
    afterAll(closeShared);
    describe('among all it stands on', () => {
      const held = withService(app, { OPERATOR_TOKEN: 'an-operator-keeps-this-one-secret' });
      describeAnswers(app, held);
      describeJobs(app, held);
    });
    describeConfiguration(app);
    describeRedisLoss(app);
    if (!shownBy) describeDatabaseLoss(app);
    if (!shownBy) describeEnding(app);
    if (socketPath) describeSockets(app, socketPath);
  });
}
