import { IsString, registerDecorator, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import { defineJob } from './define-job';
import { InvalidDefinitionError } from './invalid-definition.error';
import { type JobOptions } from './job-definition';
import { readPayload, writePayload } from './payload';

class Address {
  @IsString()
  street: string;
}
class Mail {
  @IsString()
  to: string;

  @ValidateNested()
  @Type(() => Address)
  from: Address;
}
class Nothing {}
class Slow {
  @registered
  name: string;
}
function registered(target: object, propertyName: string): void {
  const validator = { validate: async () => true };
  registerDecorator({ name: 'slow', target: target.constructor, propertyName, async: true, validator });
}

const mail = defineJob({ name: 'mail', payload: Mail, maxPayloadBytes: 200 });
const good = { to: 'ada', from: { street: 'Elm' } };

describe('the definition of a queue', () => {
  it('has sound defaults, and keeps what it is given', () => {
    expect(mail).toMatchObject({
      delivery: 'at-least-once',
      attempts: 8,
      backoff: { firstMs: 1_000, factor: 2, mostMs: 3_600_000 },
      deadlineMs: 30_000,
      concurrency: 10,
      maxPayloadBytes: 200,
    });
    expect(defineJob({ name: 'a', payload: Mail, delivery: 'at-most-once' }).attempts).toBe(1);
  });

  it.each<[string, Partial<JobOptions<Mail>>, string]>([
    ['a name that is none', { name: 'No Name' }, 'lower case'],
    ['no attempt', { attempts: 0 }, 'attempts must be 1'],
    ['a second attempt at most once', { delivery: 'at-most-once', attempts: 2 }, 'At most once means one attempt'],
    ['a deadline that no timer keeps', { deadlineMs: 2 ** 31 }, 'deadlineMs'],
    ['no place', { concurrency: 0 }, 'concurrency'],
    ['half a place', { overall: 0.5 }, 'overall'],
    ['a rest that shrinks', { backoff: { factor: 0.5 } }, 'backoff'],
    ['a rest beyond its bound', { backoff: { firstMs: 10, mostMs: 5 } }, 'backoff'],
    ['a cron expression that is none', { repeat: { cron: 'now and then' } }, 'repeat cannot be read'],
    ['a time zone that is none', { repeat: { cron: '0 0 * * *', timeZone: 'Mars/Base' } }, 'repeat'],
    ['a day that never comes', { repeat: { cron: '0 0 31 2 *' } }, 'never comes'],
    ['no payload to repeat', { repeat: { everyMs: 500 } }, 'repeatPayload cannot be enqueued'],
    ['another payload to repeat', { repeat: { everyMs: 500 }, repeatPayload: { to: 7 } as never }, 'to: '],
    ['a payload of nothing', { repeatPayload: good as Mail }, 'never used'],
    ['a payload that takes its time', { payload: Slow as never }, 'asynchronous'],
  ])('is refused where it is written, with %s', (_name, wrong, cure) => {
    const define = (): unknown => defineJob({ name: 'mail', payload: Mail, ...wrong });
    expect(define).toThrow(InvalidDefinitionError);
    expect(define).toThrow(cure);
  });
}); // prettier-ignore

describe('a payload', () => {
  it('comes out as its class, nested ones too', () => {
    const read = readPayload(mail, writePayload(mail, good));
    expect(read).toBeInstanceOf(Mail);
    expect(read.from).toBeInstanceOf(Address);
  });

  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  it.each([
    ['lacks a field', { from: { street: 'Elm' } }],
    ['has one of another kind', { ...good, to: 7 }],
    ['has one too many', { ...good, cc: 'eve' }],
    ['has one too many, inside', { ...good, from: { street: 'Elm', town: 'x' } }],
    ['reaches for a prototype', JSON.parse('{"to":"ada","from":{"street":"Elm"},"__proto__":{"a":1}}')],
    ['reaches for a prototype, inside', JSON.parse('{"to":"ada","from":{"street":"x","constructor":{"prototype":{}}}}')],
    ['is a list', []],
    ['is nothing', null],
    ['is a circle', circle],
    ['has what JSON has not', { ...good, to: 1n }],
  ])('that %s is refused at both ends', (_name, wrong) => {
    expect(() => writePayload(mail, wrong as Mail)).toThrow(expect.objectContaining({ code: 'job_payload_invalid' }));
    if (_name.includes('JSON') || _name.includes('circle')) return;
    expect(() => readPayload(mail, JSON.stringify(wrong))).toThrow(expect.objectContaining({ code: 'job_payload_invalid' }));
  }); // prettier-ignore

  it('says which field is wrong, and never what it held', () => {
    try {
      writePayload(mail, { to: 'ada', from: { street: 42, secret: 'hush' } as never });
    } catch (error) {
      expect(error).toMatchObject({ details: expect.arrayContaining([expect.objectContaining({ field: 'from.street' })]) }); // prettier-ignore
      expect((error as Error).message).toContain('from.street');
      expect(JSON.stringify(error) + (error as Error).message).not.toContain('hush');
    }
    expect.assertions(3);
  });

  it('of a class that describes no field has none', () => {
    const empty = defineJob({ name: 'empty', payload: Nothing });
    expect(writePayload(empty, {})).toBe('{}');
    expect(() => writePayload(empty, { more: 1 })).toThrow(expect.objectContaining({ code: 'job_payload_invalid' })); // prettier-ignore
  });

  it.each([
    ['just too large', 'x'.repeat(170)],
    ['of two bytes a letter', 'é'.repeat(90)],
    ['of 10 MB', 'x'.repeat(10_000_000)],
  ])('%s is refused with its size', (_name, to) => {
    expect(() => writePayload(mail, { ...good, to })).toThrow(
      expect.objectContaining({ code: 'job_payload_too_large' }),
    );
  });
});
