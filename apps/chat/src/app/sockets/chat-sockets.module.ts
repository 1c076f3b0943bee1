import { Module } from '@nestjs/common';

/** What clients say over /ws/chat. */
@Module({})
export class ChatSocketsModule {}
