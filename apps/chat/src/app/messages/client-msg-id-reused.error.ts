import { ProblemError } from '@secureconnect/platform';

/** Her client gave this id to another message. */
export class ClientMsgIdReusedError extends ProblemError {
  readonly code = 'client_msg_id_reused';
}
