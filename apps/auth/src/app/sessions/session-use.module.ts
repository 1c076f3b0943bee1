import { Module } from '@nestjs/common';
import { SessionUse } from './session-use';

/** Gives `SessionUse` to whoever lets people in; needs the store of sessions, which is the app's. */
@Module({ providers: [SessionUse], exports: [SessionUse] })
export class SessionUseModule {}
