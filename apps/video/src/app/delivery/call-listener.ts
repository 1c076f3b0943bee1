import { type CallChange } from '../calls/call-change';
import { type Call } from '../machine/call';

/** Who acts on what this node hears of calls. */
export interface CallListener {
  /** In the order of versions, after the sockets were told; `before`: as it was told of last, if it was. */
  onChange(change: CallChange, before: Call | undefined): void;
  /** It was read, and nothing of it told: it is so by now. */
  onLearned(call: Call): void;
  /** Nothing more is heard of it. */
  onForgotten?(callId: string): void;
}
