import { Module } from '@nestjs/common';

/** Conversations and who is in them. */
@Module({})
export class ConversationsModule {}
