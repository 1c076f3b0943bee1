import { type ErrorDefinition } from './error-definition';

/** What calls and push tokens refuse. */
export const callErrorCodes = {
  call_unknown: { status: 404, error: 'NOT_FOUND', message: 'No call of yours has this id.' },
  push_token_unknown: { status: 404, error: 'NOT_FOUND', message: 'No device of yours has this id.' },
  kicked_from_call: {
    status: 403,
    error: 'FORBIDDEN',
    message: 'You were removed from this call and cannot come back into it.',
  },
  answered_elsewhere: {
    status: 409,
    error: 'CONFLICT',
    message: 'Another device of yours has answered. Join to take the call over.',
  },
  busy: { status: 409, error: 'CONFLICT', message: 'Who you call is in another call.' },
  already_in_call: {
    status: 409,
    error: 'CONFLICT',
    message: 'You are in another call, which details name. Leave it first.',
  },
  call_full: { status: 409, error: 'CONFLICT', message: 'As many are in the call as may be.' },
  call_answered: {
    status: 409,
    error: 'CONFLICT',
    message: 'The call was answered, so it can be left or ended and no longer cancelled or declined.',
  },
  not_called: {
    status: 409,
    error: 'CONFLICT',
    message: 'You were not called by this call, or declined it. Join it instead.',
  },
  not_in_call: { status: 409, error: 'CONFLICT', message: 'You are not in this call now. Join it first.' },
  peer_not_in_call: {
    status: 409,
    error: 'CONFLICT',
    message: 'Who this is for is not in the call now.',
  },
  other_device_in_call: {
    status: 409,
    error: 'CONFLICT',
    message: 'Another device or socket of yours is in this call. Send call.resume to go on with this one.',
  },
  call_ended: { status: 410, error: 'GONE', message: 'The call is over.' },
  nobody_to_call: {
    status: 422,
    error: 'UNPROCESSABLE_ENTITY',
    message: 'Nobody else is in the conversation.',
  },
  push_target_refused: {
    status: 422,
    error: 'UNPROCESSABLE_ENTITY',
    message: 'No notification is sent to this address or by this provider; details say why.',
  },
  conversations_unavailable: {
    status: 503,
    error: 'SERVICE_UNAVAILABLE',
    message: 'Nobody can say right now who is in the conversation. Ask again shortly.',
  },
} as const satisfies Record<string, ErrorDefinition>;
