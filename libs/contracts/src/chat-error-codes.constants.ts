import { type ErrorDefinition } from './error-definition';

/** What conversations refuse. */
export const chatErrorCodes = {
  conversation_unknown: {
    status: 404,
    error: 'NOT_FOUND',
    message: 'No conversation of yours has this id.',
  },
  message_unknown: { status: 404, error: 'NOT_FOUND', message: 'No message that you may see has this id.' },
  member_unknown: { status: 404, error: 'NOT_FOUND', message: 'Nobody with this id is in the conversation.' },
  client_msg_id_reused: {
    status: 409,
    error: 'CONFLICT',
    message: 'You have sent another message here with this client_msg_id. Make a new one for each message.',
  },
  direct_conversation_fixed: {
    status: 409,
    error: 'CONFLICT',
    message: 'A direct conversation is between its two people for ever; make a group instead.',
  },
  owner_needed: {
    status: 409,
    error: 'CONFLICT',
    message: 'You are its only owner: make somebody else an owner first.',
  },
  conversation_full: {
    status: 409,
    error: 'CONFLICT',
    message: 'The conversation has as many members as it may.',
  },
  too_many_conversations: {
    status: 409,
    error: 'CONFLICT',
    message: 'You, or those whom details name, are in as many conversations as anybody may be.',
  },
  too_many_reactions: {
    status: 409,
    error: 'CONFLICT',
    message: 'The message has as many different reactions as it may. Add to one that is there.',
  },
  message_deleted: {
    status: 410,
    error: 'GONE',
    message: 'This message was deleted; it keeps its number, and nothing else can be done with it.',
  },
  cursor_too_old: {
    status: 410,
    error: 'GONE',
    message: 'What happened since this cursor is not kept any more. Load your conversations anew.',
  },
  unknown_people: {
    status: 422,
    error: 'UNPROCESSABLE_ENTITY',
    message: 'Nobody has some of these ids; details say which.',
  },
  beyond_the_end: {
    status: 422,
    error: 'UNPROCESSABLE_ENTITY',
    message: 'The conversation has no message with this seq yet.',
  },
  message_empty: {
    status: 422,
    error: 'UNPROCESSABLE_ENTITY',
    message: 'A message has words, or a file.',
  },
  accounts_unavailable: {
    status: 503,
    error: 'SERVICE_UNAVAILABLE',
    message: 'Nobody can say right now whether these people have accounts. Ask again shortly.',
  },
  send_uncertain: {
    status: 503,
    error: 'SERVICE_UNAVAILABLE',
    message:
      'Whether it was stored is not known. Send it again with the same client_msg_id: it is stored once.',
  },
  reply_unknown: {
    status: 422,
    error: 'UNPROCESSABLE_ENTITY',
    message: 'The message you reply to is not in this conversation.',
  },
} as const satisfies Record<string, ErrorDefinition>;
