import { Module } from '@nestjs/common';
import { JobsOperatorModule, ServiceJobsModule } from '@secureconnect/jobs';
import { ChatGateway } from './socket/chat.gateway';

/** Composition root of chat: conversations, messages and presence. The one file that chooses adapters. */
@Module({ imports: [ServiceJobsModule.forRoot(), JobsOperatorModule], providers: [ChatGateway] })
export class AppModule {}
