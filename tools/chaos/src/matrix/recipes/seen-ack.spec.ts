import { judgeAnswer } from '../judge/judge-answer';
import { declaredAs } from '../made-column.contract';
import { seenAck } from './seen-ack';

const ack = (code: string) => seenAck({ ok: false, error: { error: 'SERVICE_UNAVAILABLE', code } }, 5);

describe('an acknowledgement', () => {
  it('has the status that its code has over HTTP', () => {
    const codes = ['database_unavailable', 'redis_unavailable', 'not_found', 'nobody_has_this'];
    expect(codes.map((code) => ack(code).status)).toEqual([503, 503, 404, 422]);
    expect(seenAck({ ok: true, degraded: ['typing'], mode: 'degraded' }, 5)).toMatchObject({
      ...{ status: 200, mode: 'degraded', marks: ['typing'] },
    });
  });

  it('may refuse what PostgreSQL is needed for while it is away', () => {
    const verdict = judgeAnswer(
      declaredAs('fallback', 'ws'),
      ack('database_unavailable'),
      { expects: [200] },
      { mode: 'normal', lacks: 'postgres' },
    );
    expect(verdict).toMatchObject({ outcome: 'held', said: 'refused: database_unavailable' });
  });
});
