import { ApiProperty } from '@nestjs/swagger';
import { type CallClientEvents, type CallWire, type ErrorCode } from '@secureconnect/contracts';
import { CallDto } from '../calls/call.dto';

class CallAnswer {
  @ApiProperty({ type: CallDto })
  call: CallWire;
}

type Ack<Name extends keyof CallClientEvents> = Extract<
  Parameters<Parameters<CallClientEvents[Name]>[1]>[0],
  { ok: true }
>;

/** What the acknowledgement of each event has besides `ok`; `auth.refresh` and what has nothing are not named. */
export const callAnswers = {
  'call.resume': CallAnswer,
} as const satisfies { [Name in keyof CallClientEvents]?: new () => Omit<Ack<Name>, 'ok'> };

const ofCall = [
  ...(['call_unknown', 'call_ended', 'not_in_call', 'other_device_in_call', 'kicked_from_call'] as const),
] as const;
const ofSignal = [...ofCall, 'peer_not_in_call'] as const;

/** By what each event is refused, besides what any event may be. */
export const callCodes = {
  offer: ofSignal,
  answer: ofSignal,
  candidates: ofSignal,
  'candidates.end': ofSignal,
  'ice.restart': ofSignal,
  'media.state': ofCall,
  'call.resume': ofCall,
  'auth.refresh': ['not_authenticated', 'token_expired', 'token_revoked'],
} as const satisfies Record<keyof CallClientEvents, readonly ErrorCode[]>;
