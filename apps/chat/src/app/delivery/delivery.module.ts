import { Module } from '@nestjs/common';

/** From a change to the sockets of the members, on every instance. */
@Module({})
export class DeliveryModule {}
