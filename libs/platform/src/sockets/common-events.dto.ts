import { ApiProperty } from '@nestjs/swagger';
import { type CommonServerEvents, type RevokedReason, type ServiceMode } from '@secureconnect/contracts';

type Told<Name extends keyof CommonServerEvents> = Parameters<CommonServerEvents[Name]>[0];
const modes: ServiceMode[] = ['normal', 'degraded'];
const reasons: RevokedReason[] = ['session_ended', 'account_sessions_ended', 'token_revoked'];

class DrainingTold implements Told<'server.draining'> {
  @ApiProperty({ type: 'integer', description: 'How long to wait before coming back' })
  reconnect_after_ms: number;
}

class ReadyTold extends DrainingTold implements Told<'ready'> {
  @ApiProperty({ enum: modes })
  mode: ServiceMode;

  @ApiProperty({ format: 'date-time' })
  server_time: string;
}

class ModeTold implements Told<'mode.changed'> {
  @ApiProperty({ enum: modes })
  mode: ServiceMode;

  @ApiProperty({ format: 'date-time' })
  since: string;
}

class RevokedTold implements Told<'session.revoked'> {
  @ApiProperty({ enum: reasons })
  reason: RevokedReason;
}

class Refreshed {
  @ApiProperty({ format: 'date-time' })
  expires_at: string;
}

/** What the events of every socket server have; a name is that of a schema every document has. */
export const commonGives = {
  ready: ReadyTold,
  'mode.changed': ModeTold,
  'server.draining': DrainingTold,
  'session.revoked': RevokedTold,
  error: 'Error',
  exception: 'Error',
} as const satisfies Record<keyof CommonServerEvents, unknown>;

/** What the acknowledgements of every socket server have. */
export const commonAnswers = { 'auth.refresh': Refreshed };
