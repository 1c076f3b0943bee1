import { Module } from '@nestjs/common';
import { ChatGateway } from './socket/chat.gateway';

/** Composition root of chat: conversations, messages and presence. The one file that chooses adapters. */
@Module({ providers: [ChatGateway] })
export class AppModule {}
