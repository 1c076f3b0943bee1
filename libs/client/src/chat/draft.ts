/** A message as one writes it. */
export interface Content {
  readonly body: string;
  readonly reply_to?: string;
  readonly attachments?: readonly string[];
}

/** A message as it waits to be sent; its id makes it one however often it is sent. */
export interface Draft extends Content {
  readonly conversation_id: string;
  readonly client_msg_id: string;
}
