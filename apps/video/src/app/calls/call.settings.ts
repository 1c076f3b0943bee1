import { servicePorts } from '@secureconnect/contracts';
import { int, type PlatformValues, url, type ValuesOf } from '@secureconnect/platform';
import { type CallRules } from '../machine/call-rules';

/** How long what ends by itself lasts, how many may be in a call, and where chat is found. */
export const callSettings = {
  CHAT_URL: url(['http', 'https'], {
    meaning: 'where chat is found, which knows who is in a conversation',
    developmentDefault: `http://127.0.0.1:${servicePorts.chat}`,
  }),
  CALL_RING_SECONDS: int(2, 600, { meaning: 'seconds a call rings before it is missed', default: 45 }),
  CALL_LEASE_SECONDS: int(2, 300, {
    meaning:
      'seconds for which the connection of somebody in a call counts as there; it is renewed three times as often, and runs out by itself where an instance died',
    default: 15,
  }),
  CALL_RECONNECT_SECONDS: int(2, 600, {
    meaning: 'seconds in which somebody whose connection to a call was lost may come back to it',
    default: 20,
    rules: [
      {
        with: ['CALL_LEASE_SECONDS'],
        fault: (value, [lease]) =>
          Number(value) * 3 < Number(lease) &&
          'be a third of CALL_LEASE_SECONDS at least: as late may be heard that she is back',
      },
    ],
  }),
  CALL_MOST_PARTICIPANTS: int(2, 100, {
    meaning: 'how many may be in a call, and are rung by it, who calls among them',
    default: 16,
  }),
};

/** The values of these settings, among those of every service. */
export type CallValues = ValuesOf<typeof callSettings> & PlatformValues;

/** These settings as the machine takes them. */
export const callRulesOf = (values: CallValues): CallRules => ({
  ringMs: values.CALL_RING_SECONDS * 1_000,
  reconnectMs: values.CALL_RECONNECT_SECONDS * 1_000,
  leaseMs: values.CALL_LEASE_SECONDS * 1_000,
  mostParticipants: values.CALL_MOST_PARTICIPANTS,
});
