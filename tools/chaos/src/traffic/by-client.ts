import { ClientError } from '@secureconnect/client';
import { type Facts } from '../history/storm-history';
import { type Came } from './storm-record';

/** Of the client's own: nobody knows what became of it. */
const ownCodes = ['network', 'timeout', 'closed', 'signed_out', 'unexpected', 'unreadable_answer'];

/** What came of something that the client library does, as often as it has to ask for it. */
export async function byClient<Result>(
  run: () => Promise<Result>,
  factsOf: (result: Result) => Facts = () => ({}),
): Promise<Came & { readonly result?: Result }> {
  try {
    const result = await run();
    return { outcome: 'done', facts: { patient: true, ...factsOf(result) }, result };
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    const { code, status } = error;
    const isUnknown = error.isPassing || ownCodes.includes(code);
    return {
      ...{ outcome: isUnknown ? 'unknown' : 'refused', code, facts: { patient: true } },
      ...(status !== undefined && { status }),
    };
  }
}
