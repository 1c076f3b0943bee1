import { classifyRedisError } from '@secureconnect/resilience';
import { RedisOperationError } from '../gate/redis-operation.error';
import { LateWriteError } from '../script/late-write.error';
import { MasterUnknownError } from '../topology/master-unknown.error';
import { GateClosedError } from './gate-closed.error';
import { HandshakeError } from './handshake.error';
import { NotAMasterError } from './not-a-master.error';
import { ReplyTooLargeError } from './reply-too-large.error';

const refused = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });

describe('an error of the gate', () => {
  it.each([
    [new RedisOperationError('session.read', 'loading', false, refused), 'loading'],
    [new LateWriteError('setFor'), 'slow'],
    [new HandshakeError(new Error('who knows')), 'misconfigured'],
    [new MasterUnknownError('main', new AggregateError([refused])), 'down'],
    [new MasterUnknownError('main'), 'misconfigured'],
    [new NotAMasterError('127.0.0.1:6379'), 'read_only'],
    [new GateClosedError(), 'down'],
    [new ReplyTooLargeError(9), undefined],
  ])('%s is read as %s, behind a wrapper too', (error, fault) => {
    expect(classifyRedisError(error)).toBe(fault);
    expect(classifyRedisError(new Error('failed', { cause: error }))).toBe(fault);
  });
});
