import { Module } from '@nestjs/common';
import { JobsOperatorModule, ServiceJobsModule } from '@secureconnect/jobs';
import { DoorModule } from './door/door.module';
import { OperatorModule } from './operator/operator.module';

/** Composition root of the gateway: the one door to all services. The one file that chooses adapters. */
@Module({ imports: [DoorModule, ServiceJobsModule.forRoot(), JobsOperatorModule, OperatorModule] })
export class AppModule {}
