import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module';
import { MembershipsModule } from '../memberships/memberships.module';
import { ListReceipts } from './list-receipts.use-case';
import { MarkReceipt } from './mark-receipt.use-case';
import { ReceiptsController } from './receipts.controller';

/** How far each member has had delivered, and has read. */
@Module({
  imports: [DeliveryModule, MembershipsModule],
  controllers: [ReceiptsController],
  providers: [ListReceipts, MarkReceipt],
  exports: [ListReceipts, MarkReceipt],
})
export class ReceiptsModule {}
