import { Module } from '@nestjs/common';
import { HealthModule } from '@secureconnect/platform';
import { DeliveryModule } from '../delivery/delivery.module';
import { ChangeKeeping } from './change-keeping.service';
import { OutboxComponent } from './outbox-component.service';
import { OutboxSweeper } from './outbox-sweeper.service';

/** What was committed and not told yet. */
@Module({
  imports: [HealthModule, DeliveryModule],
  providers: [OutboxSweeper, OutboxComponent, ChangeKeeping],
})
export class OutboxModule {}
