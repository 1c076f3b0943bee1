import { Module } from '@nestjs/common';

/** Messages, and what people set beneath them. */
@Module({})
export class MessagesModule {}
