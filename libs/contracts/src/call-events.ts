import {
  type CallWire,
  type IceCandidateWire,
  type IceServersWire,
  type MediaState,
  type ParticipantWire,
} from './call-things';
import { type Acknowledged } from './chat-events';
import { type SocketRefusal } from './socket-events';

type Event<Sent, Told extends object = object> = (
  sent: Sent,
  acknowledge: (answer: Acknowledged<Told> | SocketRefusal) => void,
) => void;

/** A signal is for one other participant. */
interface ForOne {
  call_id: string;
  /** The user it is for. */
  to: string;
}

/** What clients of `/ws/calls` may send; each is acknowledged. */
export interface CallClientEvents {
  offer: Event<ForOne & { sdp: string }>;
  answer: Event<ForOne & { sdp: string }>;
  candidates: Event<ForOne & { candidates: IceCandidateWire[] }>;
  'candidates.end': Event<ForOne>;
  'ice.restart': Event<ForOne>;
  'media.state': Event<{ call_id: string } & Partial<MediaState> & { connected?: boolean }>;
  'call.resume': Event<{ call_id: string; have?: Record<string, string> }, { call: CallWire }>;
  'auth.refresh': Event<{ access_token: string }, { expires_at: string }>;
}

/** What stands in the record: what changed, and the call as it was by then. */
export interface CallLastingEvents {
  'call.incoming': (told: { call: CallWire }) => void;
  'call.accepted': (told: { call: CallWire; user_id: string }) => void;
  'call.answered_elsewhere': (told: { call: CallWire }) => void;
  'call.declined': (told: { call: CallWire; user_id: string }) => void;
  'call.missed': (told: { call: CallWire }) => void;
  'call.cancelled': (told: { call: CallWire }) => void;
  'call.busy': (told: { call: CallWire }) => void;
  'call.failed': (told: { call: CallWire }) => void;
  'call.ended': (told: { call: CallWire }) => void;
  'participant.ringing': (told: { call: CallWire; participant: ParticipantWire }) => void;
  'participant.joined': (told: { call: CallWire; participant: ParticipantWire }) => void;
  'participant.reconnecting': (told: { call: CallWire; participant: ParticipantWire }) => void;
  'participant.reconnected': (told: { call: CallWire; participant: ParticipantWire }) => void;
  'participant.left': (told: { call: CallWire; participant: ParticipantWire }) => void;
}

/** Who a signal is from, and its place among hers. */
interface FromOne {
  call_id: string;
  /** The user it is from. */
  from: string;
  /** Grows with each signal of hers to you, and goes on growing when she reconnects; say the last one in `call.resume`. */
  signal_id: string;
}

/** What `/ws/calls` sends unasked, besides what every socket does. */
export interface CallServerEvents extends CallLastingEvents {
  'call.current': (told: { call: CallWire }) => void;
  offer: (told: FromOne & { sdp: string }) => void;
  answer: (told: FromOne & { sdp: string }) => void;
  candidates: (told: FromOne & { candidates: readonly IceCandidateWire[] }) => void;
  'candidates.end': (told: FromOne) => void;
  'ice.restart': (told: FromOne) => void;
  'media.state': (told: { call_id: string; user_id: string; media: MediaState }) => void;
  'ice.refresh': (told: IceServersWire & { call_id: string }) => void;
}

/** What each event of a client does, and what its acknowledgement has, for the documents. */
export const callClientEvents = {
  offer: 'Passes an offer on to another participant of the call.',
  answer: 'Passes an answer on.',
  candidates: 'Passes on ways through, many at once.',
  'candidates.end': 'Says that there are no more of them.',
  'ice.restart': 'Asks the other to begin anew with a new offer.',
  'media.state':
    'Says what you send, and once that you see and hear each other (`connected`); told to all in the call.',
  'call.resume':
    'Makes this socket yours in the call, in the place of any before it, and gives the signals you lack: those after the last `signal_id` you have of each user. Gives `call`.',
  'auth.refresh': 'Goes on by a later access token of the same session; gives `expires_at`.',
} as const satisfies Record<keyof CallClientEvents, string>;

/** What each of those events tells, for the documents. */
export const callServerEvents = {
  'call.current':
    'A call you are in by this device goes on with this socket from now on, and no other; told whenever that is so.',
  'call.incoming': 'Somebody calls you; told again after `ready` while it rings.',
  'call.accepted': 'Somebody who was called has answered.',
  'call.answered_elsewhere':
    'You answered, or went on, with another device or another socket of this one: here it need not ring, and is yours no longer.',
  'call.declined': 'Somebody who was called has declined.',
  'call.missed': 'It rang, and nobody answered in time.',
  'call.cancelled': 'Who called gave up.',
  'call.busy': 'Who was called is in another call.',
  'call.failed': 'It came to nothing; the call says why.',
  'call.ended': 'It is over; the call says why.',
  'participant.ringing': 'A device of somebody who was called rings.',
  'participant.joined': 'Somebody is in the call.',
  'participant.reconnecting': 'The connection of somebody in the call was lost; she has 20 s to come back.',
  'participant.reconnected': 'She is back, with another leg: begin anew with her.',
  'participant.left': 'Somebody is not in the call any more; the participant says why.',
  offer: 'From another participant.',
  answer: 'From another participant.',
  candidates: 'From another participant.',
  'candidates.end': 'From another participant.',
  'ice.restart': 'From another participant: make her a new offer.',
  'media.state': 'What somebody sends.',
  'ice.refresh': 'Servers to find a way through, in the place of those that are about to expire.',
} as const satisfies Record<keyof CallServerEvents, string>;
