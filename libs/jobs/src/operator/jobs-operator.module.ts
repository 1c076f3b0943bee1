import { Module } from '@nestjs/common';
import { DeadLettersController } from './dead-letters.controller';
import { JobsController } from './jobs.controller';
import { OperatorPageController } from './operator-page.controller';
import { QueueOverview } from './queue-overview.service';

/** The operators' page and routes at `/operator/jobs`, for services that no client reaches directly. */
@Module({
  controllers: [OperatorPageController, DeadLettersController, JobsController],
  providers: [QueueOverview],
})
export class JobsOperatorModule {}
