import { type Type } from '@nestjs/common';
import { type ErrorCode } from '@secureconnect/contracts';

/** What a gateway says of its events, by their names, for the documents. */
export interface DescribedEvents {
  /** What each event of a client does, and what its acknowledgement has besides `ok`. */
  readonly client?: Readonly<Record<string, string>>;
  /** What each event tells that it sends besides what every socket server does. */
  readonly server?: Readonly<Record<string, string>>;
  /** The class of what each acknowledgement has besides `ok`; none: nothing. */
  readonly answers?: Readonly<Record<string, Type>>;
  /** By what codes of its own each event of a client is refused. */
  readonly codes?: Readonly<Record<string, readonly ErrorCode[]>>;
  /** The class of what each event of the server has. */
  readonly gives?: Readonly<Record<string, Type>>;
}
