import { Module } from '@nestjs/common';
import { CallsGateway } from './socket/calls.gateway';

/** Composition root of video: calls, signalling and push. The one file that chooses adapters. */
@Module({ providers: [CallsGateway] })
export class AppModule {}
